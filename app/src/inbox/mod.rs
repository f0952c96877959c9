//! The inbox: which updates are being handled, are done, or are parked. Ids and categories only, never content.
//!
//! Claims and finishes of a process are committed in groups: all that wait make one statement. Leases follow the clock of the
//! database. Every statement locks inbox rows in the order of their ids and counters after them, so that two processes
//! cannot wait for each other.

mod claim;
mod finish;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::values::{MatchId, MemberId, Timestamp};
use sqlx::PgPool;
use uuid::Uuid;

use crate::batch::Batcher;
use crate::clock::SharedClock;
use crate::{AppError, BotId};
use finish::Finish;
pub use finish::count_relayed;

/// How long a claim keeps others away: longer than Telegram waits for an answer to a webhook call.
pub const LEASE: Duration = Duration::from_secs(70);
/// Tries by an update's own fault before it is parked.
pub const MAX_ATTEMPTS: i32 = 5;
/// Telegram repeats an update for 24 h; after twice that its id cannot come again.
const KEPT_HOURS: i32 = 48;
/// Parked updates stay in sight of operators for so long.
const PARKED_KEPT_DAYS: i32 = 35;
/// Rows deleted in one statement.
const SWEEP_BATCH: i64 = 5_000;
/// Claims of a process that are under way; more cannot be, since Telegram keeps 100 calls open per bot.
const MAX_HELD: u64 = 100_000;

/// The answer to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Ours for the lease (70 s); this is the n-th try by the update's own fault, from 1.
    Ours {
        /// Tries so far, this one included.
        attempt: u32,
    },
    /// Handled before: answer 200.
    Finished,
    /// Another process works on it: answer 503 with `Retry-After: 1`.
    Elsewhere,
}

/// An update of a bot.
type UpdateKey = (BotId, i64);

/// Group-committed claims; cheap to clone.
#[derive(Clone, Debug)]
pub struct Inbox {
    shared: Arc<Shared>,
    claims: Batcher<UpdateKey, Claim>,
    finishes: Batcher<Finish, ()>,
}

#[derive(Debug)]
struct Shared {
    pool: PgPool,
    process: Uuid,
    /// When messages were relayed; leases follow the clock of the database.
    clock: SharedClock,
    lease: Duration,
    /// Updates that this process handles now, from before the claim is sent.
    busy: moka::sync::Cache<UpdateKey, ()>,
    /// Updates whose rows may carry a claim of this process: also those whose claim or finish had no answer.
    held: moka::sync::Cache<UpdateKey, ()>,
}

impl Inbox {
    /// An inbox of this process, whose claims carry `process`: an id that no other process has or had.
    pub fn start(pool: PgPool, process: Uuid, clock: SharedClock) -> Self {
        Self::with_lease(pool, process, clock, LEASE)
    }

    /// The same with another lease.
    pub fn with_lease(pool: PgPool, process: Uuid, clock: SharedClock, lease: Duration) -> Self {
        let of_a_lease = || {
            moka::sync::Cache::builder()
                .max_capacity(MAX_HELD)
                .time_to_live(lease)
                .build()
        };
        let shared = Arc::new(Shared {
            pool,
            process,
            clock,
            lease,
            busy: of_a_lease(),
            held: of_a_lease(),
        });
        let (claiming, finishing) = (Arc::clone(&shared), Arc::clone(&shared));
        Self {
            shared,
            claims: Batcher::new("inbox claims", move |keys| {
                let shared = Arc::clone(&claiming);
                async move { shared.claim_all(&keys).await }
            }),
            finishes: Batcher::new("inbox finishes", move |finishes| {
                let shared = Arc::clone(&finishing);
                async move { shared.finish_all(&finishes).await }
            }),
        }
    }

    /// Claims an update for this process, in one round trip that it shares with other claims.
    ///
    /// A claim of this process that nobody here works under (its answer was lost with a connection) is taken up again at once.
    pub async fn claim(&self, bot: BotId, update_id: i64) -> Result<Claim, AppError> {
        let key = (bot, update_id);
        // Not `or_insert`: that looks and inserts in two steps, so that two calls at once both find theirs fresh.
        let taken = self.shared.busy.entry(key).or_insert_with(|| ());
        if !taken.is_fresh() {
            return Ok(Claim::Elsewhere);
        }
        self.shared.held.insert(key, ());
        let claim = self.claims.load(key).await;
        match claim {
            Ok(Claim::Ours { .. }) => {}
            Ok(Claim::Finished | Claim::Elsewhere) => {
                self.shared.held.invalidate(&key);
                self.shared.busy.invalidate(&key);
            }
            Err(_) => self.shared.busy.invalidate(&key),
        }
        claim
    }

    /// The update is done for good; durable when this returns. A process that took the update over meanwhile is not disturbed.
    pub async fn finish(&self, bot: BotId, update_id: i64) -> Result<(), AppError> {
        let finish = Finish {
            key: (bot, update_id),
            relayed: None,
        };
        self.finish_and_leave(finish).await
    }

    /// The update was a message that has reached the peer: done, and counted once for its sender.
    pub async fn finish_relayed(
        &self,
        bot: BotId,
        update_id: i64,
        match_id: MatchId,
        sender: MemberId,
    ) -> Result<(), AppError> {
        let finish = Finish {
            key: (bot, update_id),
            relayed: Some((match_id, sender)),
        };
        self.finish_and_leave(finish).await
    }

    /// A message that came by no update has reached the peer: counted for its sender.
    pub async fn count_relayed(&self, match_id: MatchId, sender: MemberId) -> Result<(), AppError> {
        let now = self.shared.clock.now();
        finish::count_relayed(&self.shared.pool, match_id, sender, now).await
    }

    async fn finish_and_leave(&self, finish: Finish) -> Result<(), AppError> {
        let finished = self.finishes.load(finish).await;
        self.shared.busy.invalidate(&finish.key);
        finished
    }

    /// How many messages each member sent in a talk; who sent none is absent.
    pub async fn relay_totals(
        &self,
        match_id: MatchId,
    ) -> Result<HashMap<MemberId, u32>, AppError> {
        let rows: Vec<(Uuid, i64)> =
            sqlx::query_as("select member_id, messages from relay_totals where match_id = $1")
                .bind(match_id.0)
                .fetch_all(&self.shared.pool)
                .await?;
        Ok(rows
            .into_iter()
            .map(|(member, messages)| {
                (
                    MemberId(member),
                    u32::try_from(messages).unwrap_or(u32::MAX),
                )
            })
            .collect())
    }

    /// When a talk carried its last message, `None` before the first.
    pub async fn last_relayed_at(&self, match_id: MatchId) -> Result<Option<Timestamp>, AppError> {
        Ok(
            sqlx::query_scalar("select max(last_at) from relay_totals where match_id = $1")
                .bind(match_id.0)
                .fetch_one(&self.shared.pool)
                .await?,
        )
    }

    /// The update failed by our own outage: give the claim back without counting a try.
    pub async fn release(&self, bot: BotId, update_id: i64) -> Result<(), AppError> {
        let released = self.shared.release_many(&[(bot, update_id)]).await;
        self.shared.busy.invalidate(&(bot, update_id));
        released
    }

    /// Gives back every claim of this process, when it stops: others need not wait for the leases. What is finished later
    /// counts all the same, unless another process took it over.
    pub async fn release_all(&self) -> Result<(), AppError> {
        let held: Vec<UpdateKey> = self.shared.held.iter().map(|(key, ())| *key).collect();
        self.shared.release_many(&held).await
    }

    /// The update failed by its own fault: counts a try; parks it at the fifth. True when parked now.
    pub async fn fail(
        &self,
        bot: BotId,
        update_id: i64,
        category: &'static str,
    ) -> Result<bool, AppError> {
        let failed = self.shared.fail_one((bot, update_id), category).await;
        self.shared.busy.invalidate(&(bot, update_id));
        failed
    }

    /// Deletes what cannot come again and says how many updates that were. Run it every hour or so.
    pub async fn sweep(&self) -> Result<u64, AppError> {
        let mut deleted = 0;
        loop {
            let batch = sqlx::query(
                "delete from inbox where ctid = any(array(
                     select ctid from inbox
                     where received_at < clock_timestamp() - make_interval(hours => $1)
                       and lease_until < clock_timestamp()
                     limit $2 for update skip locked))",
            )
            .bind(KEPT_HOURS)
            .bind(SWEEP_BATCH)
            .execute(&self.shared.pool)
            .await?
            .rows_affected();
            deleted += batch;
            if batch == 0 {
                break;
            }
        }
        sqlx::query(
            "delete from parked_updates where parked_at < clock_timestamp() - make_interval(days => $1)",
        )
        .bind(PARKED_KEPT_DAYS)
        .execute(&self.shared.pool)
        .await?;
        Ok(deleted)
    }
}
