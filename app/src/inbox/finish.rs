//! Finishes, with the counters of relayed messages.

use std::collections::BTreeMap;

use domain::values::{MatchId, MemberId, Timestamp};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::claim::columns;
use super::{Shared, UpdateKey};
use crate::AppError;

/// A finish whose connection broke is sent again: it counts once however often it arrives.
const MAX_TRIES: u32 = 3;

/// Only what becomes finished now is counted. A missing row was a claim that a crash of the database lost; a row of another
/// process is left alone.
const FINISH: &str = "
    with asked as materialized (
        select * from unnest($1::bigint[], $2::bigint[], $4::uuid[], $5::uuid[])
            as a (bot_id, update_id, match_id, member_id)
    ),
    done as (
        insert into inbox as i (bot_id, update_id, state, claimed_by, lease_until, done_at)
        select bot_id, update_id, 'finished', $3, clock_timestamp(), clock_timestamp()
        from asked order by bot_id, update_id
        on conflict (bot_id, update_id) do update
        set state = 'finished', done_at = excluded.done_at, lease_until = excluded.lease_until
        where i.claimed_by = excluded.claimed_by and i.state in ('claimed', 'released')
        returning i.bot_id, i.update_id
    ),
    counted as (
        insert into relay_totals as t (match_id, member_id, messages, last_at)
        select match_id, member_id, count(*), $6::timestamptz
        from done join asked using (bot_id, update_id)
        where match_id is not null
        group by match_id, member_id order by match_id, member_id
        on conflict (match_id, member_id) do update
        set messages = t.messages + excluded.messages, last_at = greatest(t.last_at, excluded.last_at)
    )
    select count(*) from done";

const COUNT: &str = "
    insert into relay_totals as t (match_id, member_id, messages, last_at) values ($1, $2, 1, $3)
    on conflict (match_id, member_id) do update
    set messages = t.messages + 1, last_at = greatest(t.last_at, excluded.last_at)";

/// Counts one message of a talk that no update of its own finishes, perhaps in the caller's transaction.
pub async fn count_relayed(
    executor: impl PgExecutor<'_>,
    match_id: MatchId,
    sender: MemberId,
    at: Timestamp,
) -> Result<(), AppError> {
    sqlx::query(COUNT)
        .bind(match_id.0)
        .bind(sender.0)
        .bind(at)
        .execute(executor)
        .await?;
    Ok(())
}

/// An update that is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finish {
    pub(super) key: UpdateKey,
    /// A message of this talk from this member has reached the peer.
    pub(super) relayed: Option<(MatchId, MemberId)>,
}

impl Shared {
    pub(super) async fn finish_all(&self, finishes: &[Finish]) -> Result<Vec<()>, AppError> {
        // Sorted, and each update once: a statement must not touch a row twice.
        let unique: BTreeMap<UpdateKey, Option<(MatchId, MemberId)>> = finishes
            .iter()
            .map(|finish| (finish.key, finish.relayed))
            .collect();
        let keys: Vec<UpdateKey> = unique.keys().copied().collect();
        let (matches, members): (Vec<Option<Uuid>>, Vec<Option<Uuid>>) = unique
            .values()
            .map(|relayed| match relayed {
                Some((match_id, member)) => (Some(match_id.0), Some(member.0)),
                None => (None, None),
            })
            .unzip();
        let mut tries = 1;
        loop {
            match self.finish_once(&keys, &matches, &members).await {
                Ok(()) => break,
                Err(sqlx::Error::Io(_)) if tries < MAX_TRIES => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
        for key in &keys {
            self.held.invalidate(key);
        }
        Ok(vec![(); finishes.len()])
    }

    async fn finish_once(
        &self,
        keys: &[UpdateKey],
        matches: &[Option<Uuid>],
        members: &[Option<Uuid>],
    ) -> Result<(), sqlx::Error> {
        let (bots, updates) = columns(keys);
        let done: i64 = sqlx::query_scalar(FINISH)
            .bind(bots)
            .bind(updates)
            .bind(self.process)
            .bind(matches)
            .bind(members)
            .bind(self.clock.now())
            .fetch_one(&self.pool)
            .await?;
        if usize::try_from(done) != Ok(keys.len()) {
            tracing::info!(
                asked = keys.len(),
                done,
                "some updates were finished before, or taken over by another process"
            );
        }
        Ok(())
    }
}
