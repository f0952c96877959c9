//! Checkpointed readers: one owner at a time across processes, at-least-once handling with the checkpoint in the handler's transaction.

mod checkpoint;
mod parked;
mod runner;

use std::time::Duration;

use async_trait::async_trait;
use sqlx::{Postgres, Transaction};
use tokio_util::sync::CancellationToken;

use crate::{EventLog, EventRecord};

pub use checkpoint::{SubscriptionStatus, checkpoint, forget, reset, status, wait_for};
pub use parked::{ParkedEvent, parked, retry_parked, settle_parked};

/// Any error worth another try.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a handler could not handle a batch.
#[derive(Debug, thiserror::Error)]
pub enum HandlerError {
    /// The event at this position cannot be handled, now or ever: park it and go on.
    #[error("event {position} cannot be handled: {category}")]
    Poison {
        /// Which event.
        position: i64,
        /// A stable word for dashboards; never content.
        category: &'static str,
    },
    /// The event at this position is none that this program knows. While it is young a newer program may have written it in the middle of
    /// a rollout: ownership is given up, so that the newer one can take it. Later it is parked.
    #[error("event {position} is not known: {category}")]
    Unknown {
        /// Which event.
        position: i64,
        /// A stable word for dashboards; never content.
        category: &'static str,
    },
    /// Some event of the batch cannot be handled, the handler does not know which: the batch is handled event by event, and the one that
    /// fails again and again is parked. A handler that panics means the same.
    #[error("an event cannot be handled: {category}")]
    Refused {
        /// A stable word for dashboards; never content.
        category: &'static str,
    },
    /// Something around it failed; the same batch is tried again after a pause, for as long as it takes.
    #[error("{0}")]
    Retry(#[source] Cause),
}

impl HandlerError {
    /// The event cannot be handled, now or ever.
    pub fn poison(event: &EventRecord, category: &'static str) -> Self {
        Self::Poison {
            position: event.position,
            category,
        }
    }

    /// The event is none that this program knows.
    pub fn unknown(event: &EventRecord, category: &'static str) -> Self {
        Self::Unknown {
            position: event.position,
            category,
        }
    }

    /// Something around it failed.
    pub fn retry(cause: impl Into<Cause>) -> Self {
        Self::Retry(cause.into())
    }
}

impl From<sqlx::Error> for HandlerError {
    /// Data that the database refuses is some event's fault; anything else is worth another try.
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        match code.as_deref().and_then(|code| code.get(..2)) {
            Some("22" | "23" | "54") => Self::Refused {
                category: "database_refused",
            },
            _ => Self::retry(error),
        }
    }
}

/// What a subscription does with events.
#[async_trait]
pub trait Handler: Send + Sync + 'static {
    /// The stable name of the checkpoint.
    fn name(&self) -> String;

    /// Handles a batch in order. What is written through `transaction` commits together with the checkpoint, or not at all;
    /// anything else must be idempotent.
    async fn handle(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        events: &[EventRecord],
    ) -> Result<(), HandlerError>;

    /// Called after what a batch wrote is committed, for waking those who read it. Not called after a crash.
    async fn committed(&self) {}
}

/// How a subscription reads.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The most events in a batch.
    pub batch_events: i64,
    /// How long an owner may be silent before another takes over, in seconds of the database's clock.
    pub lease_seconds: i32,
    /// How long one batch may take; longer is tried again.
    pub handle_timeout: Duration,
    /// How often an event that fails by its own fault is tried before it is parked.
    pub attempts: u32,
    /// For how long after it was recorded an unknown event is left to a newer program: a rollout takes less.
    pub newer_within: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            batch_events: 500,
            lease_seconds: 10,
            handle_timeout: Duration::from_mins(1),
            attempts: 3,
            newer_within: Duration::from_mins(15),
        }
    }
}

/// Runs a subscription until cancelled: takes or waits for ownership, reads, handles, moves the checkpoint, parks poison.
///
/// A batch under way when `stop` comes may finish within a few seconds, else it is rolled back.
pub async fn run(log: EventLog, handler: impl Handler, options: Options, stop: CancellationToken) {
    runner::run(&log, &handler, options, &stop).await;
}
