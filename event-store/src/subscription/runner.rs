//! The loop of one subscription.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::checkpoint::{Checkpoint, lease_name};
use super::parked::park;
use super::{Handler, HandlerError, Options};
use crate::error::describe;
use crate::{EventLog, EventRecord, Lease, StoreError, metric};

/// The first pause after a failure; it doubles, with jitter.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// How long somebody else has to take what this process does not know.
const HANDOVER: Duration = Duration::from_secs(2);
/// How long a batch under way may go on after `stop`.
const STOP_GRACE: Duration = Duration::from_secs(5);

pub(super) async fn run(
    log: &EventLog,
    handler: &impl Handler,
    options: Options,
    stop: &CancellationToken,
) {
    let name = handler.name();
    // An alert that looks for the first one has to have seen none.
    metrics::counter!("notalone_projection_parked_total", "name" => name.clone()).increment(0);
    let duration = Duration::from_secs(u64::try_from(options.lease_seconds).unwrap_or(1).max(1));
    while let Some(lease) = Lease::acquire(log.pool(), &lease_name(&name), duration, stop).await {
        let owned = own(log, handler, options, &lease, &name, stop).await;
        if let Err(error) = &owned {
            tracing::warn!(subscription = name, reason = reason(error), "starting anew");
        }
        // Another process measures the lag from now on.
        metrics::gauge!("notalone_projection_lag_seconds", "name" => name.clone()).set(0.0);
        if let Err(error) = lease.release().await {
            tracing::debug!(
                subscription = name,
                reason = reason(&error),
                "lease not released"
            );
        }
        if let Err(StoreError::LeftToNewer(_)) = owned {
            stop.run_until_cancelled(tokio::time::sleep(HANDOVER)).await;
        }
        if stop.is_cancelled() {
            break;
        }
    }
}

/// Reads and handles until `stop`, or until the checkpoint is somebody else's.
async fn own(
    log: &EventLog,
    handler: &impl Handler,
    options: Options,
    lease: &Lease,
    name: &str,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    let (checkpoint, position) = Checkpoint::attach(log.pool(), name, lease).await?;
    let mut reader = Reader {
        log,
        handler,
        options,
        jitter: lease.owner().as_u128(),
        position,
        checkpoint,
        singly_until: 0,
        failures: 0,
        progress: log.progress(name),
    };
    reader.report(None);
    let mut head = log.watch_head();
    while !stop.is_cancelled() {
        head.mark_unchanged();
        let batch = reader.batch().await?;
        if batch.is_empty() {
            tokio::select! {
                changed = head.changed() => if changed.is_err() { return Ok(()) },
                () = stop.cancelled() => {}
                () = lease.lost().cancelled() => return Ok(()),
            }
            continue;
        }
        let pause = tokio::select! {
            pause = reader.step(&batch) => pause?,
            () = grace(stop) => return Ok(()),
            () = lease.lost().cancelled() => return Ok(()),
        };
        if let Some(pause) = pause {
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
                () = lease.lost().cancelled() => return Ok(()),
            }
        }
    }
    Ok(())
}

async fn grace(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(STOP_GRACE).await;
}

struct Reader<'a, H> {
    log: &'a EventLog,
    handler: &'a H,
    options: Options,
    jitter: u128,
    checkpoint: Checkpoint,
    position: i64,
    /// Up to here events are handled one by one, to find the one that fails.
    singly_until: i64,
    /// Failures in a row.
    failures: u32,
    progress: watch::Sender<i64>,
}

/// Why a batch was not handled.
enum Failure {
    Handler(HandlerError),
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<H: Handler> Reader<'_, H> {
    async fn batch(&self) -> Result<Vec<EventRecord>, StoreError> {
        let limit = if self.position < self.singly_until {
            1
        } else {
            self.options.batch_events
        };
        self.log.after(self.position, limit).await
    }

    /// Handles a batch; after a failure answers how long to wait before the next step.
    async fn step(&mut self, batch: &[EventRecord]) -> Result<Option<Duration>, StoreError> {
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else {
            return Ok(None);
        };
        match self.handle(batch).await {
            Ok(()) => {
                self.failures = 0;
                self.position = last.position;
                self.report(Some(last.recorded_at));
                Ok(None)
            }
            Err(Failure::Handler(
                error @ (HandlerError::Poison { position, category }
                | HandlerError::Unknown { position, category }),
            )) => match batch.iter().position(|event| event.position == position) {
                Some(0)
                    if matches!(error, HandlerError::Unknown { .. }) && self.is_young(first) =>
                {
                    Err(StoreError::LeftToNewer(position))
                }
                Some(0) => self.park(first, category).await.map(|()| None),
                Some(before) => {
                    let good = batch.get(..before).unwrap_or_default();
                    Box::pin(self.step(good)).await
                }
                // A handler that blames an event it was not given: find out which it is.
                None => self.refused(first, last, category).await,
            },
            Err(Failure::Handler(HandlerError::Refused { category })) => {
                self.refused(first, last, category).await
            }
            Err(Failure::Handler(HandlerError::Retry(cause))) => {
                let reason = cause
                    .downcast_ref::<sqlx::Error>()
                    .map_or_else(|| cause.to_string(), describe);
                self.again(first, &reason).await
            }
            Err(Failure::Store(error @ StoreError::LostOwnership(_))) => Err(error),
            Err(Failure::Store(error)) => self.again(first, &reason(&error)).await,
        }
    }

    /// One transaction: the handler's work and the move of the checkpoint.
    async fn handle(&self, batch: &[EventRecord]) -> Result<(), Failure> {
        let last = batch.last().map_or(self.position, |event| event.position);
        let mut transaction = self.begin().await?;
        let handling =
            AssertUnwindSafe(self.handler.handle(&mut transaction, batch)).catch_unwind();
        match tokio::time::timeout(self.options.handle_timeout, handling).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => return Err(Failure::Handler(error)),
            Ok(Err(_)) => {
                let category = "panic";
                return Err(Failure::Handler(HandlerError::Refused { category }));
            }
            Err(elapsed) => return Err(Failure::Handler(HandlerError::retry(elapsed))),
        }
        self.checkpoint
            .advance(&mut transaction, self.position, last)
            .await?;
        transaction.commit().await.map_err(StoreError::from)?;
        self.handler.committed().await;
        Ok(())
    }

    /// A transaction that the server ends when this process freezes in the middle of it, so that its locks do not stop the next owner.
    async fn begin(&self) -> Result<sqlx::Transaction<'static, sqlx::Postgres>, StoreError> {
        let silent_ms = i64::from(self.options.lease_seconds.max(1)) * 1000;
        Ok(self
            .log
            .pool()
            .begin_with(format!(
                "BEGIN; SET LOCAL idle_in_transaction_session_timeout = {silent_ms}"
            ))
            .await?)
    }

    /// Whether a program that is being rolled out may just have written the event.
    fn is_young(&self, event: &EventRecord) -> bool {
        let age = self.log.database_time() - event.recorded_at;
        age.to_std().unwrap_or_default() < self.options.newer_within
    }

    async fn park(&mut self, event: &EventRecord, category: &str) -> Result<(), StoreError> {
        let attempts = self.failures + 1;
        let mut transaction = self.begin().await?;
        let name = &self.checkpoint.name;
        park(&mut transaction, name, event.position, category, attempts).await?;
        self.checkpoint
            .advance(&mut transaction, self.position, event.position)
            .await?;
        transaction.commit().await?;
        metrics::counter!("notalone_projection_parked_total", "name" => name.clone()).increment(1);
        tracing::error!(
            subscription = name,
            position = event.position,
            category,
            "parked an event"
        );
        self.failures = 0;
        self.position = event.position;
        self.report(Some(event.recorded_at));
        Ok(())
    }

    /// Some event's own fault: look at them one by one, and park the one that keeps failing.
    async fn refused(
        &mut self,
        first: &EventRecord,
        last: &EventRecord,
        category: &str,
    ) -> Result<Option<Duration>, StoreError> {
        if first.position != last.position {
            self.singly_until = last.position;
            self.failures = 0;
            return Ok(None);
        }
        if self.failures + 1 >= self.options.attempts {
            return self.park(first, category).await.map(|()| None);
        }
        self.again(first, category).await
    }

    /// The same batch once more after a pause. Whether the last try was committed may be unknown, so the position is asked for.
    async fn again(
        &mut self,
        first: &EventRecord,
        reason: &str,
    ) -> Result<Option<Duration>, StoreError> {
        self.failures += 1;
        tracing::warn!(
            subscription = self.checkpoint.name,
            position = first.position,
            attempt = self.failures,
            reason,
            "a batch was not handled"
        );
        let position = self.checkpoint.position(self.log.pool()).await?;
        if position != self.position {
            self.position = position;
            self.failures = 0;
        }
        self.report(Some(first.recorded_at));
        Ok(Some(self.pause()))
    }

    /// Doubles with each failure; half of it is jitter, different for each owner.
    fn pause(&self) -> Duration {
        let doubled = FIRST_PAUSE * (1 << self.failures.saturating_sub(1).min(10));
        let longest = LONGEST_PAUSE.min(doubled);
        let mut hasher = DefaultHasher::new();
        (self.jitter, self.failures, self.position).hash(&mut hasher);
        let per_mille = u32::try_from(hasher.finish() % 500).unwrap_or_default();
        longest / 2 + longest * per_mille / 1000
    }

    fn report(&self, of: Option<DateTime<Utc>>) {
        crate::wake::advance(&self.progress, self.position);
        let name = self.checkpoint.name.clone();
        metrics::gauge!("notalone_projection_position", "name" => name.clone())
            .set(metric::value(self.position));
        let caught_up = self.position >= *self.log.watch_head().borrow();
        let lag_ms = match of {
            Some(recorded_at) if !caught_up => {
                (self.log.database_time() - recorded_at).num_milliseconds()
            }
            _ => 0,
        };
        metrics::gauge!("notalone_projection_lag_seconds", "name" => name)
            .set(metric::value(lag_ms.max(0)) / 1000.0);
    }
}

fn reason(error: &StoreError) -> String {
    match error {
        StoreError::Database(error) => describe(error),
        other => other.to_string(),
    }
}
