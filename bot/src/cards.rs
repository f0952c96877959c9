//! Messages that are edited later: waiting, proposal and talk cards. Message ids only.

use app::{AppError, BotId};
use domain::values::MemberId;
use sqlx::PgPool;
use uuid::Uuid;

/// What a card is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// A running search.
    Waiting,
    /// A proposal.
    Proposal,
    /// An open talk.
    Talk,
}

impl CardKind {
    /// The name in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Proposal => "proposal",
            Self::Talk => "talk",
        }
    }
}

/// One card of one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// Whose.
    pub member: MemberId,
    /// What kind.
    pub kind: CardKind,
    /// The search or match.
    pub subject: Uuid,
}

/// Remembers where a card is, in place of an earlier copy.
pub async fn remember(
    pool: &PgPool,
    card: Card,
    bot: BotId,
    message_id: i32,
) -> Result<(), AppError> {
    sqlx::query(
        "insert into cards (member_id, kind, subject, bot_id, message_id) values ($1, $2, $3, $4, $5)
         on conflict (member_id, kind, subject) do update set bot_id = excluded.bot_id, message_id = excluded.message_id",
    )
    .bind(card.member.0)
    .bind(card.kind.name())
    .bind(card.subject)
    .bind(bot.0)
    .bind(message_id)
    .execute(pool)
    .await?;
    Ok(())
}

/// Remembers the waiting card of a search, the only one of its member from now on, and says where this bot sent those before it.
pub async fn replace_waiting(
    pool: &PgPool,
    card: Card,
    bot: BotId,
    message_id: i32,
) -> Result<Vec<i32>, AppError> {
    let before = take_all(pool, card.member, CardKind::Waiting, bot).await?;
    remember(pool, card, bot, message_id).await?;
    Ok(before)
}

/// Where this bot sent a card.
pub async fn find(pool: &PgPool, card: Card, bot: BotId) -> Result<Option<i32>, AppError> {
    Ok(sqlx::query_scalar(
        "select message_id from cards where member_id = $1 and kind = $2 and subject = $3 and bot_id = $4",
    )
    .bind(card.member.0)
    .bind(card.kind.name())
    .bind(card.subject)
    .bind(bot.0)
    .fetch_optional(pool)
    .await?)
}

/// Forgets a card that is edited for the last time, and says where this bot sent it.
pub async fn take(pool: &PgPool, card: Card, bot: BotId) -> Result<Option<i32>, AppError> {
    let taken: Option<(i64, i32)> = sqlx::query_as(
        "delete from cards where member_id = $1 and kind = $2 and subject = $3 returning bot_id, message_id",
    )
    .bind(card.member.0)
    .bind(card.kind.name())
    .bind(card.subject)
    .fetch_optional(pool)
    .await?;
    Ok(taken.and_then(|(bot_id, message_id)| (bot_id == bot.0).then_some(message_id)))
}

/// Forgets all proposal cards of a member and says where this bot sent them: nobody is in two proposals, so without an open one they are
/// all over.
pub async fn take_proposals(
    pool: &PgPool,
    member: MemberId,
    bot: BotId,
) -> Result<Vec<i32>, AppError> {
    take_all(pool, member, CardKind::Proposal, bot).await
}

async fn take_all(
    pool: &PgPool,
    member: MemberId,
    kind: CardKind,
    bot: BotId,
) -> Result<Vec<i32>, AppError> {
    let taken: Vec<(i64, i32)> = sqlx::query_as(
        "delete from cards where member_id = $1 and kind = $2 returning bot_id, message_id",
    )
    .bind(member.0)
    .bind(kind.name())
    .fetch_all(pool)
    .await?;
    Ok(taken
        .into_iter()
        .filter_map(|(bot_id, message_id)| (bot_id == bot.0).then_some(message_id))
        .collect())
}
