//! Claims, releases and failures.

use std::collections::HashMap;

use super::{Claim, MAX_ATTEMPTS, Shared, UpdateKey};
use crate::{AppError, BotId};

/// One statement for all. It needs no flush to disk: a claim that a crash of the database loses is claimed again when Telegram repeats
/// the update, and its finish inserts the row. A row that somebody else inserts at this moment is not seen: that is "elsewhere".
/// Rows are looked up one by one, never joined: a plan made while the table was empty would read all of it.
const CLAIM: &str = "
    with unflushed as materialized (select set_config('synchronous_commit', 'off', true)),
    asked as materialized (
        select * from unnest($1::bigint[], $2::bigint[]) as a (bot_id, update_id)
    ),
    claimed as (
        insert into inbox as i (bot_id, update_id, state, claimed_by, lease_until)
        select bot_id, update_id, 'claimed', $3, clock_timestamp() + make_interval(secs => $4)
        from asked order by bot_id, update_id
        on conflict (bot_id, update_id) do update
        set state = 'claimed', claimed_by = excluded.claimed_by, lease_until = excluded.lease_until
        where i.state = 'released' or (i.state = 'claimed'
            and (i.lease_until < clock_timestamp() or i.claimed_by = excluded.claimed_by))
        returning i.bot_id, i.update_id, i.attempts
    )
    select a.bot_id, a.update_id, c.attempts,
        case when c.attempts is null then coalesce((
            select i.state in ('finished', 'parked') from inbox i
            where i.bot_id = a.bot_id and i.update_id = a.update_id), false)
        else false end
    from unflushed, asked a
    left join claimed c using (bot_id, update_id)";

const RELEASE: &str = "
    with ours as materialized (
        select i.bot_id, i.update_id
        from (
            select * from unnest($1::bigint[], $2::bigint[]) as a (bot_id, update_id) order by bot_id, update_id
        ) a
        cross join lateral (
            select i.bot_id, i.update_id from inbox i
            where i.bot_id = a.bot_id and i.update_id = a.update_id
              and i.state = 'claimed' and i.claimed_by = $3
            limit 1 for update
        ) i
    )
    update inbox i set state = 'released' from ours
    where i.bot_id = ours.bot_id and i.update_id = ours.update_id";

const FAIL: &str = "
    with failed as (
        update inbox set attempts = attempts + 1,
            state = case when attempts + 1 >= $4 then 'parked' else 'released' end,
            done_at = case when attempts + 1 >= $4 then clock_timestamp() end
        where bot_id = $1 and update_id = $2 and claimed_by = $3 and state = 'claimed'
        returning bot_id, update_id, state
    ),
    parked as (
        insert into parked_updates (bot_id, update_id, category)
        select bot_id, update_id, $5 from failed where state = 'parked'
        on conflict do nothing
    )
    select state = 'parked' from failed";

/// A row of the answer: bot, update, failed tries if it is ours now, whether it was handled before.
type ClaimedRow = (i64, i64, Option<i32>, bool);

impl Shared {
    /// Answers in the order of the keys, which are all different.
    pub(super) async fn claim_all(&self, keys: &[UpdateKey]) -> Result<Vec<Claim>, AppError> {
        let (bots, updates) = columns(keys);
        let rows: Vec<ClaimedRow> = sqlx::query_as(CLAIM)
            .bind(bots)
            .bind(updates)
            .bind(self.process)
            .bind(self.lease.as_secs_f64())
            .fetch_all(&self.pool)
            .await?;
        let answers: HashMap<UpdateKey, Claim> = rows.into_iter().map(answer).collect();
        Ok(keys
            .iter()
            .map(|key| answers.get(key).copied().unwrap_or(Claim::Elsewhere))
            .collect())
    }

    pub(super) async fn release_many(&self, keys: &[UpdateKey]) -> Result<(), AppError> {
        let (bots, updates) = columns(keys);
        sqlx::query(RELEASE)
            .bind(bots)
            .bind(updates)
            .bind(self.process)
            .execute(&self.pool)
            .await?;
        for key in keys {
            self.held.invalidate(key);
        }
        Ok(())
    }

    /// A claim that is not ours any more is not failed either: its new owner will say.
    pub(super) async fn fail_one(
        &self,
        key: UpdateKey,
        category: &'static str,
    ) -> Result<bool, AppError> {
        let (BotId(bot), update) = key;
        let parked: Option<bool> = sqlx::query_scalar(FAIL)
            .bind(bot)
            .bind(update)
            .bind(self.process)
            .bind(MAX_ATTEMPTS)
            .bind(category)
            .fetch_optional(&self.pool)
            .await?;
        self.held.invalidate(&key);
        Ok(parked.unwrap_or(false))
    }
}

fn answer((bot, update, failed, handled): ClaimedRow) -> (UpdateKey, Claim) {
    let claim = match failed {
        Some(failed) => Claim::Ours {
            attempt: u32::try_from(failed).unwrap_or(0) + 1,
        },
        None if handled => Claim::Finished,
        None => Claim::Elsewhere,
    };
    ((BotId(bot), update), claim)
}

pub(super) fn columns(keys: &[UpdateKey]) -> (Vec<i64>, Vec<i64>) {
    keys.iter().map(|(bot, update)| (bot.0, *update)).unzip()
}
