//! The handle of the event log: one appender task, readers, wake-ups.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures::stream::BoxStream;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::appender::Appender;
use crate::options::LogOptions;
use crate::{Append, AppendError, Appended, EventRecord, Head, StoreError, read, wake};

/// How long a command id is remembered.
pub const COMMANDS_KEPT: TimeDelta = TimeDelta::days(35);

/// A shared handle; clones use the same appender task. The tasks end when the last clone is gone.
#[derive(Clone)]
pub struct EventLog {
    shared: Arc<Shared>,
}

struct Shared {
    pool: PgPool,
    appender: Appender,
    head: watch::Receiver<i64>,
    /// How far subscriptions of this process have got, for those who wait for them.
    progress: Mutex<HashMap<String, watch::Sender<i64>>>,
    /// The database's clock when this handle was made.
    started_at: DateTime<Utc>,
    started: Instant,
    /// Makes ids for commands that came without one.
    id_space: Uuid,
    ids_made: AtomicU64,
    _stop_wake_ups: DropGuard,
}

impl EventLog {
    /// Starts the appender task and the wake-up listener on this pool.
    pub async fn start(pool: PgPool) -> Result<Self, StoreError> {
        Self::start_with(pool, LogOptions::default()).await
    }

    /// The same with other limits.
    pub async fn start_with(pool: PgPool, options: LogOptions) -> Result<Self, StoreError> {
        let (started_at, id_space, schema): (DateTime<Utc>, Uuid, String) =
            sqlx::query_as("SELECT clock_timestamp(), gen_random_uuid(), current_schema()::text")
                .fetch_one(&pool)
                .await?;
        let position = read::head(&pool).await?.position;
        let (head_sender, head) = watch::channel(position);
        let (written_sender, written) = watch::channel(position);
        let stop = CancellationToken::new();
        wake::start(&pool, options, schema, head_sender.clone(), written, &stop);
        let appender = Appender::start(&pool, options, head_sender, written_sender);
        Ok(Self {
            shared: Arc::new(Shared {
                pool,
                appender,
                head,
                progress: Mutex::default(),
                started_at,
                started: Instant::now(),
                id_space,
                ids_made: AtomicU64::new(0),
                _stop_wake_ups: stop.drop_guard(),
            }),
        })
    }

    /// Appends one command's decision; waits for the group commit it became part of.
    ///
    /// A caller that stops waiting leaves the outcome open: the command may be written or not, and its id may be sent again.
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.shared.appender.append(append).await
    }

    /// The position a command id was answered with, if it was handled in the last 35 days.
    pub async fn outcome(&self, command_id: Uuid) -> Result<Option<i64>, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT position FROM commands WHERE command_id = $1")
                .bind(command_id)
                .fetch_optional(self.pool())
                .await?,
        )
    }

    /// Forgets command ids older than 35 days; returns how many.
    pub async fn sweep_commands(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(sqlx::query("DELETE FROM commands WHERE done_at < $1")
            .bind(now - COMMANDS_KEPT)
            .execute(self.pool())
            .await?
            .rows_affected())
    }

    /// One stream, in order, after a sequence.
    pub async fn stream(
        &self,
        aggregate_type: &str,
        aggregate_id: &str,
        after_sequence: i64,
    ) -> Result<Vec<EventRecord>, StoreError> {
        read::stream(self.pool(), aggregate_type, aggregate_id, after_sequence).await
    }

    /// Up to `limit` events after a position, in order.
    pub async fn after(&self, position: i64, limit: i64) -> Result<Vec<EventRecord>, StoreError> {
        read::after(self.pool(), position, limit).await
    }

    /// The streams of one type that grew after a position up to and including another, each with its newest sequence there.
    pub async fn grown(
        &self,
        aggregate_type: &str,
        after: i64,
        to: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        read::grown(self.pool(), aggregate_type, after, to).await
    }

    /// All events after a position up to and including another, streamed.
    pub fn range(&self, after: i64, to: i64) -> BoxStream<'_, Result<EventRecord, StoreError>> {
        read::range(self.pool().clone(), after, to)
    }

    /// The end of the log right now.
    pub async fn head(&self) -> Result<Head, StoreError> {
        read::head(self.pool()).await
    }

    /// Up to where a subscription has handled the log, whoever owns it; 0 when it never began.
    pub async fn checkpoint(&self, subscription: &str) -> Result<i64, StoreError> {
        crate::subscription::checkpoint(self.pool(), subscription).await
    }

    /// The last position this process has heard of (its own appends and wake-ups of others); changes wake subscribers.
    pub fn watch_head(&self) -> watch::Receiver<i64> {
        self.shared.head.clone()
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.shared.pool
    }

    /// Where a subscription of this name reports its position and those who wait for it look.
    pub(crate) fn progress(&self, subscription: &str) -> watch::Sender<i64> {
        let mut progress = self
            .shared
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        progress
            .entry(subscription.to_owned())
            .or_insert_with(|| watch::Sender::new(0))
            .clone()
    }

    /// The database's clock, as far as this process can tell without asking again.
    pub(crate) fn database_time(&self) -> DateTime<Utc> {
        let passed = TimeDelta::from_std(self.shared.started.elapsed()).unwrap_or(TimeDelta::MAX);
        self.shared
            .started_at
            .checked_add_signed(passed)
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// An id for a command that nobody will repeat.
    pub(crate) fn next_command_id(&self) -> Uuid {
        let number = self.shared.ids_made.fetch_add(1, Ordering::Relaxed);
        Uuid::new_v5(&self.shared.id_space, &number.to_be_bytes())
    }
}
