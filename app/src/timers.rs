//! Deadlines: rows that end as commands, or as cards brought up to date. Due ones are claimed with `SKIP LOCKED`, so any number of replicas may watch.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::matching::Match;
use domain::policies::{Notice, Timer, TimerKey, refresh_waiting_card};
use domain::search::Search;
use domain::values::{MatchId, SearchId};
use serde_json::Value;
use sqlx::{PgPool, Postgres, Row, Transaction};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::clock::SharedClock;
use crate::inbox::Inbox;
use crate::outbox::{self, NewEffect};
use crate::policy_runner::{Wake, with_relayed};
use crate::{AppError, CommandContext, Dispatcher, Vault};

/// Deadlines taken at once.
const BATCH_TIMERS: i64 = 100;
/// How often the table is looked at without a reason, in case another replica set a deadline.
const POLL: Duration = Duration::from_millis(500);
/// Deadlines that could not be read and were set aside.
const PARKED: &str = "notalone_timers_parked_total";
/// Namespace of command ids derived from a deadline.
const TIMERS: Uuid = Uuid::from_u128(0x8b0f_7f60_35f1_4c36_9be3_4d5d_1d3a_52c7);

/// Writes deadlines in the caller's transaction; a later one of the same kind and subject replaces the earlier.
pub async fn schedule(
    transaction: &mut Transaction<'static, Postgres>,
    timers: &[(Timer, Uuid)],
) -> Result<(), AppError> {
    if timers.is_empty() {
        return Ok(());
    }
    let mut bodies = Vec::with_capacity(timers.len());
    for (timer, _) in timers {
        bodies.push(serde_json::to_value(timer)?);
    }
    sqlx::query(
        "INSERT INTO timers (key, timer, due_at, correlation) SELECT * FROM UNNEST($1::text[], $2::jsonb[], $3::timestamptz[], $4::uuid[])
         ON CONFLICT (key) DO UPDATE SET timer = excluded.timer, due_at = excluded.due_at, correlation = excluded.correlation, parked_at = NULL",
    )
    .bind(timers.iter().map(|(timer, _)| row_key(timer.key)).collect::<Vec<_>>())
    .bind(bodies)
    .bind(timers.iter().map(|(timer, _)| timer.due_at).collect::<Vec<_>>())
    .bind(timers.iter().map(|(_, correlation)| *correlation).collect::<Vec<_>>())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Forgets deadlines in the caller's transaction.
pub async fn cancel(
    transaction: &mut Transaction<'static, Postgres>,
    keys: &[TimerKey],
) -> Result<(), AppError> {
    if keys.is_empty() {
        return Ok(());
    }
    let keys: Vec<String> = keys.iter().copied().map(row_key).collect();
    sqlx::query("DELETE FROM timers WHERE key = ANY($1)")
        .bind(keys)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

fn row_key(key: TimerKey) -> String {
    match key {
        TimerKey::ProposalExpiry(id) => format!("proposal_expiry:{id}"),
        TimerKey::SearchExpiry(id) => format!("search_expiry:{id}"),
        TimerKey::SearchSoftening(id) => format!("search_softening:{id}"),
        TimerKey::ChatReview(id) => format!("chat_review:{id}"),
        TimerKey::WaitingCard(id) => format!("waiting_card:{id}"),
        TimerKey::MuteEnd(member, case_id) => format!("mute_end:{member}:{case_id}"),
        TimerKey::StrikeExpiry(member, case_id) => format!("strike_expiry:{member}:{case_id}"),
        TimerKey::HoldLapse(member) => format!("hold_lapse:{member}"),
    }
}

/// Watches the deadlines until cancelled.
pub struct TimerRunner {
    /// Where the deadlines are.
    pub pool: PgPool,
    /// Where their commands go.
    pub dispatcher: Dispatcher,
    /// Knows when a talk carried its last message.
    pub inbox: Inbox,
    /// Knows through which bot a member is reached.
    pub vault: Vault,
    /// What time it is.
    pub clock: SharedClock,
    /// Told about new deadlines of this process.
    pub wake: Arc<Wake>,
}

impl TimerRunner {
    /// Runs until cancelled.
    pub async fn run(self, stop: CancellationToken) {
        // An alert that looks for the first one has to have seen none.
        metrics::counter!(PARKED).increment(0);
        while !stop.is_cancelled() {
            let next_due = match self.fire_due().await {
                Ok(next_due) => next_due,
                Err(error) => {
                    tracing::warn!(%error, "deadlines wait for the database");
                    None
                }
            };
            let woken = self.wake.timers.notified();
            let due = async {
                match next_due {
                    Some(at) => self.clock.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = woken => {}
                () = due => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Sends the commands of all due deadlines; answers when the next one is due.
    async fn fire_due(&self) -> Result<Option<DateTime<Utc>>, AppError> {
        while self.fire_batch().await? == BATCH_TIMERS {}
        Ok(
            sqlx::query_scalar("SELECT min(due_at) FROM timers WHERE parked_at IS NULL")
                .fetch_one(&self.pool)
                .await?,
        )
    }

    async fn fire_batch(&self) -> Result<i64, AppError> {
        let now = self.clock.now();
        let mut transaction = self.pool.begin().await?;
        let rows = sqlx::query("SELECT key, timer, due_at, correlation FROM timers WHERE due_at <= $1 AND parked_at IS NULL ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED")
            .bind(now)
            .bind(BATCH_TIMERS)
            .fetch_all(&mut *transaction)
            .await?;
        let (mut effects, mut again) = (Vec::new(), Vec::new());
        let (mut done, mut parked) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in &rows {
            let (key, due_at): (String, DateTime<Utc>) =
                (row.try_get("key")?, row.try_get("due_at")?);
            let id = Uuid::new_v5(
                &TIMERS,
                format!("{key}@{}", due_at.timestamp_micros()).as_bytes(),
            );
            let context = CommandContext {
                command_id: id,
                correlation: row.try_get("correlation")?,
                causation: id,
                actor: "timer",
                now,
            };
            // Commands commit on their own; the row goes afterwards, and a crash in between only repeats the command id.
            match self.fire(row.try_get("timer")?, &context).await {
                Ok((effect, next)) => {
                    effects.extend(effect);
                    match next {
                        Some(next) => again.push((next, context.correlation)),
                        None => done.push(key),
                    }
                }
                // Those behind it do not wait for what the next try will not read either.
                Err(error) if error.is_unreadable() => {
                    tracing::error!(deadline = key, %error, "a deadline was parked");
                    parked.push(key);
                }
                Err(error) => return Err(error),
            }
        }
        sqlx::query("DELETE FROM timers WHERE key = ANY($1)")
            .bind(&done)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE timers SET parked_at = $2 WHERE key = ANY($1)")
            .bind(&parked)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        schedule(&mut transaction, &again).await?;
        outbox::enqueue(&mut transaction, &effects).await?;
        transaction.commit().await?;
        metrics::counter!(PARKED).increment(u64::try_from(parked.len()).unwrap_or_default());
        if !effects.is_empty() {
            self.wake.outbox.notify_waiters();
        }
        Ok(i64::try_from(rows.len()).unwrap_or(BATCH_TIMERS))
    }

    /// Does what one deadline is for: an effect perhaps, and the deadline that follows, if one does.
    async fn fire(
        &self,
        timer: Value,
        context: &CommandContext,
    ) -> Result<(Option<NewEffect>, Option<Timer>), AppError> {
        let Timer { key, .. } = serde_json::from_value(timer)?;
        if let Some(command) = key.command(context.now) {
            let command = with_relayed(&self.dispatcher, &self.inbox, command).await?;
            self.dispatcher.send(command, context).await?;
        }
        match key {
            TimerKey::ChatReview(id) => Ok((None, self.next_review(id).await?)),
            TimerKey::WaitingCard(id) => self.refresh(id, context).await,
            TimerKey::ProposalExpiry(_)
            | TimerKey::SearchExpiry(_)
            | TimerKey::SearchSoftening(_)
            | TimerKey::MuteEnd(..)
            | TimerKey::StrikeExpiry(..)
            | TimerKey::HoldLapse(_) => Ok((None, None)),
        }
    }

    /// When an open talk has to be looked at again.
    async fn next_review(&self, id: MatchId) -> Result<Option<Timer>, AppError> {
        let last_message_at = self.inbox.last_relayed_at(id).await?;
        let talk: Match = self.dispatcher.load(id).await?;
        let due_at = talk.review_due(last_message_at, self.dispatcher.rules());
        Ok(due_at.map(|due_at| Timer {
            key: TimerKey::ChatReview(id),
            due_at,
        }))
    }

    /// The edit of a waiting card, and when it is due again.
    async fn refresh(
        &self,
        search_id: SearchId,
        context: &CommandContext,
    ) -> Result<(Option<NewEffect>, Option<Timer>), AppError> {
        let search: Search = self.dispatcher.load(search_id).await?;
        let Some((notice, next)) = refresh_waiting_card(search_id, &search, context.now) else {
            return Ok((None, None));
        };
        let effect = match notice {
            Some(notice) => self.effect(notice, context).await?,
            None => None,
        };
        Ok((effect, Some(next)))
    }

    async fn effect(
        &self,
        notice: Notice,
        context: &CommandContext,
    ) -> Result<Option<NewEffect>, AppError> {
        let address = self.vault.address(notice.member).await?;
        Ok(address.map(|address| NewEffect {
            key: context.command_id,
            bot: address.bot,
            lane: outbox::lane(notice.template),
            notice,
            correlation: context.correlation,
            at: context.now,
        }))
    }
}
