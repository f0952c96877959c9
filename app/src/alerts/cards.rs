//! Where alerts about cases stand in the moderators' chat, and how much of its case each shows.

use chrono::{DateTime, Duration, Utc};
use domain::values::CaseId;
use sqlx::PgPool;

use crate::{AppError, BotId};

/// Older messages are not edited any more.
const KEPT: Duration = Duration::days(90);
/// The most messages about one case that are put right: one for each urgent report, and copies after a crash.
const MOST_CARDS: i64 = 50;

/// A message about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseCard {
    /// Through which bot it was sent.
    pub bot: BotId,
    /// Which message.
    pub message_id: i32,
    /// About which case.
    pub case_id: CaseId,
}

/// Remembers a message and how many events of its case it shows. One that is known is left as it is.
pub async fn remember(
    pool: &PgPool,
    card: CaseCard,
    shown_version: u64,
    at: DateTime<Utc>,
) -> Result<(), AppError> {
    sqlx::query(
        "insert into case_cards (bot_id, message_id, case_id, shown_version, sent_at) values ($1, $2, $3, $4, $5)
         on conflict (bot_id, message_id) do nothing",
    )
    .bind(card.bot.0)
    .bind(card.message_id)
    .bind(card.case_id.0)
    .bind(stored(shown_version))
    .bind(at)
    .execute(pool)
    .await?;
    Ok(())
}

/// The messages about a case that show less of it than there is.
pub async fn behind(
    pool: &PgPool,
    bot: BotId,
    case_id: CaseId,
    version: u64,
) -> Result<Vec<CaseCard>, AppError> {
    let ids: Vec<i32> = sqlx::query_scalar(
        "select message_id from case_cards where bot_id = $1 and case_id = $2 and shown_version < $3
         order by message_id desc limit $4",
    )
    .bind(bot.0)
    .bind(case_id.0)
    .bind(stored(version))
    .bind(MOST_CARDS)
    .fetch_all(pool)
    .await?;
    let card = |message_id| CaseCard {
        bot,
        message_id,
        case_id,
    };
    Ok(ids.into_iter().map(card).collect())
}

/// The message shows so many events of its case now.
pub async fn shows(pool: &PgPool, card: CaseCard, version: u64) -> Result<(), AppError> {
    sqlx::query("update case_cards set shown_version = $3 where bot_id = $1 and message_id = $2")
        .bind(card.bot.0)
        .bind(card.message_id)
        .bind(stored(version))
        .execute(pool)
        .await?;
    Ok(())
}

/// The message is gone, or cannot be edited any more.
pub async fn forget(pool: &PgPool, card: CaseCard) -> Result<(), AppError> {
    sqlx::query("delete from case_cards where bot_id = $1 and message_id = $2")
        .bind(card.bot.0)
        .bind(card.message_id)
        .execute(pool)
        .await?;
    Ok(())
}

pub(super) async fn sweep(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, AppError> {
    let swept = sqlx::query("delete from case_cards where sent_at < $1")
        .bind(now - KEPT)
        .execute(pool)
        .await?;
    Ok(swept.rows_affected())
}

/// Events of one case are counted far below this.
fn stored(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
