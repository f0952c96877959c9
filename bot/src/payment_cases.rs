//! Cases about payments: which message in the operators' chat asks for which member. Ids only; what was asked is in that chat and nowhere else.

use app::{AppError, BotId};
use chrono::{DateTime, Duration, Utc};
use domain::values::MemberId;
use sqlx::PgPool;
use uuid::Uuid;

/// How long a case can be answered by a reply.
const KEPT: Duration = Duration::days(90);

/// One question of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentCase {
    /// Made of the update that asked, so that a second delivery asks the same.
    pub id: Uuid,
    /// Who asked.
    pub member: MemberId,
    /// Through which bot the operators read it.
    pub bot: BotId,
}

/// Remembers a case before it is told. Repeated, it changes nothing.
pub async fn open(pool: &PgPool, case: PaymentCase, at: DateTime<Utc>) -> Result<(), AppError> {
    sqlx::query(
        "insert into payment_cases (case_id, member_id, bot_id, opened_at) values ($1, $2, $3, $4)
         on conflict (case_id) do nothing",
    )
    .bind(case.id)
    .bind(case.member.0)
    .bind(case.bot.0)
    .bind(at)
    .execute(pool)
    .await?;
    Ok(())
}

/// Remembers where it stands in the operators' chat; of two copies the newer is the one that can be replied to.
pub async fn stands_at(pool: &PgPool, case: Uuid, message_id: i32) -> Result<(), AppError> {
    sqlx::query("update payment_cases set message_id = $2 where case_id = $1")
        .bind(case)
        .bind(message_id)
        .execute(pool)
        .await?;
    Ok(())
}

/// Which case a message in the operators' chat is.
pub async fn at(
    pool: &PgPool,
    bot: BotId,
    message_id: i32,
) -> Result<Option<PaymentCase>, AppError> {
    let found: Option<(Uuid, Uuid)> = sqlx::query_as(
        "select case_id, member_id from payment_cases where bot_id = $1 and message_id = $2",
    )
    .bind(bot.0)
    .bind(message_id)
    .fetch_optional(pool)
    .await?;
    Ok(found.map(|(id, member)| PaymentCase {
        id,
        member: MemberId(member),
        bot,
    }))
}

/// Removes cases that nobody can answer any more; how many there were.
pub async fn sweep(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, AppError> {
    let swept = sqlx::query("delete from payment_cases where opened_at < $1")
        .bind(now - KEPT)
        .execute(pool)
        .await?;
    Ok(swept.rows_affected())
}
