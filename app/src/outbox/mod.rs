//! The outbox: effects of events that wait to be sent. A row names a template and references; text is rendered when it is sent.

use chrono::{DateTime, Utc};
use domain::policies::{CardEdit, Notice, Template};
use domain::values::{MatchId, MemberId};
use sqlx::{PgPool, Postgres, Row, Transaction};
use uuid::Uuid;

use crate::{AppError, BotId};

/// Which chats go first when a bot's budget is short; within one chat it is first in, first out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i16)]
pub enum Lane {
    /// Answers to callback and pre-checkout queries.
    Answers = 0,
    /// Relayed messages.
    Relay = 1,
    /// Notices about proposals, talks, searches; replies to what the member just did.
    Notices = 2,
    /// Digests.
    Digests = 3,
}

/// The lane of what is told.
pub const fn lane(template: Template) -> Lane {
    match template {
        Template::WaitingCard {
            because: CardEdit::TimePassed,
            ..
        } => Lane::Digests,
        Template::ProposalCard { .. }
        | Template::ProposalClosed { .. }
        | Template::ChatOpened { .. }
        | Template::ChatFellSilent { .. }
        | Template::ExtensionAsked { .. }
        | Template::ChatExtended { .. }
        | Template::IdentitiesRevealed { .. }
        | Template::ChatClosed { .. }
        | Template::SearchClosed { .. }
        | Template::TipInvoice { .. }
        | Template::TipReceipt { .. }
        | Template::TipReceived { .. }
        | Template::TipRefunded { .. }
        | Template::TipTakenBack { .. }
        | Template::ReportAnswered { .. }
        | Template::Decided { .. }
        | Template::AppealAnswered { .. }
        | Template::MuteOver
        | Template::SanctionLifted
        | Template::OfYourAccount { .. }
        | Template::MessageNotDelivered
        | Template::UpdateParked
        | Template::HelpOffered
        | Template::WaitingCard {
            because: CardEdit::SearchMoved | CardEdit::SearchEnded,
            ..
        } => Lane::Notices,
    }
}

/// An effect to be written.
#[derive(Clone, Debug)]
pub struct NewEffect {
    /// Idempotency key: from the event and the policy.
    pub key: Uuid,
    /// The bot that reaches the member.
    pub bot: BotId,
    /// To whom and what.
    pub notice: Notice,
    /// Which lane.
    pub lane: Lane,
    /// The event's correlation id.
    pub correlation: Uuid,
    /// When it was decided.
    pub at: DateTime<Utc>,
}

/// A row to be sent.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    /// Order within the outbox.
    pub id: i64,
    /// To whom and what.
    pub notice: Notice,
    /// How often it was tried before.
    pub attempts: i32,
    /// When it may be tried (again).
    pub next_attempt_at: DateTime<Utc>,
    /// When it was decided.
    pub created_at: DateTime<Utc>,
    /// The event's correlation id.
    pub correlation: Uuid,
}

/// Some pending rows of one bot.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Those that can be read, oldest first.
    pub rows: Vec<OutboxRow>,
    /// The last row looked at, if there was one: the next page begins behind it.
    pub last_id: Option<i64>,
    /// Whether nothing waits behind it by now.
    pub is_last: bool,
}

/// How a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Telegram accepted it, or there was nothing left to say.
    Sent,
    /// Its time had passed.
    Stale,
    /// Telegram will never accept it.
    Parked,
}

impl Fate {
    const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Stale => "stale",
            Self::Parked => "parked",
        }
    }
}

/// Writes effects in the caller's transaction; a repeated key is a no-op.
pub async fn enqueue(
    transaction: &mut Transaction<'static, Postgres>,
    effects: &[NewEffect],
) -> Result<(), AppError> {
    if effects.is_empty() {
        return Ok(());
    }
    let mut notices = Vec::with_capacity(effects.len());
    for effect in effects {
        notices.push(serde_json::to_value(&effect.notice)?);
    }
    sqlx::query(
        "INSERT INTO outbox (key, bot_id, member_id, lane, notice, opens_match, not_after, correlation, next_attempt_at, created_at)
         SELECT key, bot_id, member_id, lane, notice, opens_match, not_after, correlation, at, at
         FROM UNNEST($1::uuid[], $2::bigint[], $3::uuid[], $4::smallint[], $5::jsonb[], $6::uuid[], $7::timestamptz[], $8::uuid[], $9::timestamptz[])
              WITH ORDINALITY AS t (key, bot_id, member_id, lane, notice, opens_match, not_after, correlation, at, ordinal)
         ORDER BY ordinal
         ON CONFLICT (key) DO NOTHING",
    )
    .bind(effects.iter().map(|effect| effect.key).collect::<Vec<_>>())
    .bind(effects.iter().map(|effect| effect.bot.0).collect::<Vec<_>>())
    .bind(effects.iter().map(|effect| effect.notice.member.0).collect::<Vec<_>>())
    .bind(effects.iter().map(|effect| effect.lane as i16).collect::<Vec<_>>())
    .bind(notices)
    .bind(effects.iter().map(|effect| opens_match(&effect.notice)).collect::<Vec<_>>())
    .bind(effects.iter().map(|effect| effect.notice.not_after).collect::<Vec<_>>())
    .bind(effects.iter().map(|effect| effect.correlation).collect::<Vec<_>>())
    .bind(effects.iter().map(|effect| effect.at).collect::<Vec<_>>())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn opens_match(notice: &Notice) -> Option<Uuid> {
    match notice.template {
        Template::ChatOpened { match_id } => Some(match_id.0),
        _ => None,
    }
}

/// Pending rows of one bot, oldest first, after a row already taken. The caller is the bot's only drainer (lease), keeps
/// what it took in memory and comes back for more.
pub async fn pending(
    pool: &PgPool,
    bot: BotId,
    after_id: i64,
    limit: i64,
) -> Result<Page, AppError> {
    let rows = sqlx::query(
        "SELECT id, notice, attempts, next_attempt_at, created_at, correlation FROM outbox
         WHERE bot_id = $1 AND state = 'pending' AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(bot.0)
    .bind(after_id)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    let mut page = Page {
        is_last: i64::try_from(rows.len()).is_ok_and(|taken| taken < limit),
        ..Page::default()
    };
    for row in rows {
        let id = row.try_get("id")?;
        page.last_id = Some(id);
        let Ok(notice) = serde_json::from_value(row.try_get("notice")?) else {
            // Perhaps a newer program's, which reads it when it takes over; others do not wait for it.
            tracing::warn!(row = id, "an effect cannot be read and stays where it is");
            continue;
        };
        page.rows.push(OutboxRow {
            id,
            notice,
            attempts: row.try_get("attempts")?,
            next_attempt_at: row.try_get("next_attempt_at")?,
            created_at: row.try_get("created_at")?,
            correlation: row.try_get("correlation")?,
        });
    }
    Ok(page)
}

/// Ends a row. Whatever the fate, a talk whose opening card was tried is open for relayed messages from now on.
pub async fn finish(pool: &PgPool, id: i64, fate: Fate, at: DateTime<Utc>) -> Result<(), AppError> {
    sqlx::query(
        "WITH done AS (
             UPDATE outbox SET state = $2, done_at = $3 WHERE id = $1 AND state = 'pending'
             RETURNING opens_match, member_id
         )
         INSERT INTO opened_chats (match_id, member_id, opened_at)
         SELECT opens_match, member_id, $3 FROM done WHERE opens_match IS NOT NULL
         ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(fate.name())
    .bind(at)
    .execute(pool)
    .await?;
    Ok(())
}

/// Puts a row back for later; counts the try.
pub async fn reschedule(
    pool: &PgPool,
    id: i64,
    next_attempt_at: DateTime<Utc>,
) -> Result<(), AppError> {
    sqlx::query("UPDATE outbox SET attempts = attempts + 1, next_attempt_at = $2 WHERE id = $1 AND state = 'pending'")
        .bind(id)
        .bind(next_attempt_at)
        .execute(pool)
        .await?;
    Ok(())
}

/// Pending rows and the decision time of the oldest, for metrics.
pub async fn backlog(pool: &PgPool) -> Result<(i64, Option<DateTime<Utc>>), AppError> {
    Ok(
        sqlx::query_as("SELECT count(*), min(created_at) FROM outbox WHERE state = 'pending'")
            .fetch_one(pool)
            .await?,
    )
}

/// Whether somebody still has to be told whom they talked with.
pub async fn has_pending_reveal(pool: &PgPool) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM outbox WHERE state = 'pending' AND notice -> 'template' ? 'identities_revealed')",
    )
    .fetch_one(pool)
    .await?)
}

/// Removes rows done before the moment.
pub async fn sweep(pool: &PgPool, before: DateTime<Utc>) -> Result<u64, AppError> {
    Ok(
        sqlx::query("DELETE FROM outbox WHERE state <> 'pending' AND done_at < $1")
            .bind(before)
            .execute(pool)
            .await?
            .rows_affected(),
    )
}

/// The members of a talk whose opening card has been sent: only then are messages carried to them.
pub async fn opened(pool: &PgPool, match_id: MatchId) -> Result<Vec<MemberId>, AppError> {
    let rows: Vec<(Uuid,)> =
        sqlx::query_as("SELECT member_id FROM opened_chats WHERE match_id = $1")
            .bind(match_id.0)
            .fetch_all(pool)
            .await?;
    Ok(rows.into_iter().map(|(id,)| MemberId(id)).collect())
}
