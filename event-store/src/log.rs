//! The handle of the event log: one appender task, readers, wake-ups.

use futures::stream::BoxStream;
use sqlx::PgPool;
use tokio::sync::watch;

use crate::{Append, AppendError, Appended, EventRecord, Head, StoreError};

/// A shared handle; clones use the same appender task.
#[derive(Clone)]
pub struct EventLog {
    pool: PgPool,
    head: watch::Receiver<i64>,
}

impl EventLog {
    /// Starts the appender task and the wake-up listener on this pool.
    pub async fn start(pool: PgPool) -> Result<Self, StoreError> {
        let (_, head) = watch::channel(0);
        Ok(Self { pool, head })
    }

    /// Appends one command's decision; waits for the group commit it became part of.
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let _ = (append, &self.pool);
        Err(AppendError::Unavailable)
    }

    /// The position a command id was answered with, if it was handled in the last 35 days.
    pub async fn outcome(&self, command_id: uuid::Uuid) -> Result<Option<i64>, StoreError> {
        let _ = command_id;
        Ok(None)
    }

    /// One stream, in order, after a sequence.
    pub async fn stream(
        &self,
        aggregate_type: &str,
        aggregate_id: &str,
        after_sequence: i64,
    ) -> Result<Vec<EventRecord>, StoreError> {
        let _ = (aggregate_type, aggregate_id, after_sequence);
        Ok(Vec::new())
    }

    /// Up to `limit` events after a position, in order.
    pub async fn after(&self, position: i64, limit: i64) -> Result<Vec<EventRecord>, StoreError> {
        let _ = (position, limit);
        Ok(Vec::new())
    }

    /// All events after a position up to and including another, streamed.
    pub fn range(&self, after: i64, to: i64) -> BoxStream<'_, Result<EventRecord, StoreError>> {
        let _ = (after, to);
        Box::pin(futures::stream::empty())
    }

    /// The end of the log right now.
    pub async fn head(&self) -> Result<Head, StoreError> {
        Ok(Head {
            position: 0,
            hash: [0; 32],
        })
    }

    /// The last position this process has heard of (its own appends and wake-ups of others); changes wake subscribers.
    pub fn watch_head(&self) -> watch::Receiver<i64> {
        self.head.clone()
    }

    /// The holder of a claim, read from the database.
    pub async fn claim(&self, space: &str, key: &str) -> Result<Option<String>, StoreError> {
        let _ = (space, key);
        Ok(None)
    }

    /// The holders of many claims in one query; keys without a holder are absent.
    pub async fn claims(
        &self,
        space: &str,
        keys: &[String],
    ) -> Result<std::collections::HashMap<String, String>, StoreError> {
        let _ = (space, keys);
        Ok(std::collections::HashMap::new())
    }
}
