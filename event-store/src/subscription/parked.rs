//! Events that a subscription could not handle and went past.

use std::panic::AssertUnwindSafe;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use sqlx::{PgExecutor, PgPool, Postgres, Transaction};

use super::{Handler, HandlerError};
use crate::{EventLog, StoreError, read};

/// An event that waits for somebody to look at it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ParkedEvent {
    /// Where in the log.
    pub position: i64,
    /// A stable word for what is wrong; never content.
    pub category: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When, by the database's clock.
    pub parked_at: DateTime<Utc>,
}

pub(super) async fn park(
    transaction: &mut Transaction<'static, Postgres>,
    subscription: &str,
    position: i64,
    category: &str,
    attempts: u32,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO parked_events AS p (subscription, position, category, attempts, parked_at) \
         VALUES ($1, $2, $3, $4, clock_timestamp()) \
         ON CONFLICT (subscription, position) DO UPDATE \
         SET category = EXCLUDED.category, attempts = p.attempts + EXCLUDED.attempts, parked_at = EXCLUDED.parked_at",
    )
    .bind(subscription)
    .bind(position)
    .bind(category)
    .bind(i32::try_from(attempts).unwrap_or(i32::MAX))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// The parked events of a subscription, in order.
pub async fn parked(pool: &PgPool, subscription: &str) -> Result<Vec<ParkedEvent>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT position, category, attempts, parked_at FROM parked_events WHERE subscription = $1 ORDER BY position",
    )
    .bind(subscription)
    .fetch_all(pool)
    .await?)
}

/// Forgets the parked events of a subscription up to a position, but for those named: what it writes was made anew with them.
///
/// Takes a transaction, so that this and what was made anew are seen together.
pub async fn settle_parked(
    executor: impl PgExecutor<'_>,
    subscription: &str,
    to: i64,
    still_parked: &[i64],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM parked_events WHERE subscription = $1 AND position <= $2 AND position <> ALL ($3)")
        .bind(subscription)
        .bind(to)
        .bind(still_parked)
        .execute(executor)
        .await?;
    Ok(())
}

/// Handles the parked events of a subscription once more, in order, each in its own transaction; answers how many are handled now. One that
/// fails again stays parked and does not stop the others.
///
/// They come after events that were handled meanwhile, so this is for handlers that bear it.
pub async fn retry_parked(log: &EventLog, handler: &impl Handler) -> Result<usize, StoreError> {
    let name = handler.name();
    let mut done = 0;
    for event in parked(log.pool(), &name).await? {
        match retry_one(log, handler, &name, event.position).await? {
            Ok(()) => done += 1,
            Err(error) => {
                let category = match error {
                    HandlerError::Poison { category, .. }
                    | HandlerError::Unknown { category, .. }
                    | HandlerError::Refused { category } => category,
                    HandlerError::Retry(_) => "retry",
                };
                tracing::warn!(
                    subscription = name,
                    position = event.position,
                    category,
                    "still parked"
                );
            }
        }
    }
    Ok(done)
}

async fn retry_one(
    log: &EventLog,
    handler: &impl Handler,
    name: &str,
    position: i64,
) -> Result<Result<(), HandlerError>, StoreError> {
    let events = read::after(log.pool(), position - 1, 1).await?;
    let mut transaction = log.pool().begin().await?;
    // Locked first: two who retry at once do not both handle it.
    let mine = sqlx::query("DELETE FROM parked_events WHERE subscription = $1 AND position = $2")
        .bind(name)
        .bind(position)
        .execute(&mut *transaction)
        .await?;
    if mine.rows_affected() == 0 {
        return Ok(Ok(()));
    }
    let handling = AssertUnwindSafe(handler.handle(&mut transaction, &events)).catch_unwind();
    match handling.await {
        Ok(Ok(())) => {
            transaction.commit().await?;
            Ok(Ok(()))
        }
        Ok(Err(error)) => Ok(Err(error)),
        Err(_) => Ok(Err(HandlerError::Refused { category: "panic" })),
    }
}
