//! A second set of rows beside the live one, filled from the first event.

use event_store::{EventLog, EventRecord};
use futures::{StreamExt, TryStreamExt};
use sqlx::{Connection, Executor, PgConnection, PgPool};

use crate::table::Method;
use crate::{AnyProjection, Positioned, ProjectionError};

/// Events of one transaction: large enough for COPY to pay, small enough for memory.
const BATCH_EVENTS: usize = 20_000;
/// Batches read ahead while one is written.
const READ_AHEAD_BATCHES: usize = 2;

/// How far a long piece of work is, in events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Folded so far.
    pub done: i64,
    /// Known so far; grows while others append.
    pub total: i64,
}

/// Told about progress after every batch.
pub type OnProgress<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// Rows that are being filled.
pub(crate) struct Shadow<'a> {
    pub(crate) projection: &'static dyn AnyProjection,
    pub(crate) log: &'a EventLog,
    /// Where the rows are.
    pub(crate) table: String,
    /// Up to which event.
    pub(crate) position: i64,
    /// Events that could not be folded.
    pub(crate) skipped: Vec<i64>,
}

impl Shadow<'_> {
    /// Folds the events up to and including `to`, a batch per (nested) transaction.
    pub(crate) async fn fill(
        &mut self,
        connection: &mut PgConnection,
        to: i64,
        on_progress: OnProgress<'_>,
    ) -> Result<(), ProjectionError> {
        let (batches, mut next) = tokio::sync::mpsc::channel(READ_AHEAD_BATCHES);
        let (log, after) = (self.log.clone(), self.position);
        // Dropped, and with it the reading, when this returns early.
        let mut reading = tokio::task::JoinSet::new();
        reading.spawn(async move {
            let mut chunks = log.range(after, to).try_chunks(BATCH_EVENTS);
            while let Some(chunk) = chunks.next().await {
                let batch = chunk.map_err(|error| error.1);
                if batches.send(batch).await.is_err() {
                    return;
                }
            }
        });
        while let Some(batch) = next.recv().await {
            let records = batch?;
            let Some(last) = records.last().map(|record| record.position) else {
                continue;
            };
            let events = self.decode(&records);
            drop(records);
            let mut transaction = connection.begin().await?;
            self.fold(&mut transaction, &events).await?;
            transaction.commit().await?;
            self.position = last;
            on_progress(Progress {
                done: last,
                total: to.max(last),
            });
        }
        Ok(())
    }

    fn decode(&mut self, records: &[EventRecord]) -> Vec<Positioned> {
        let mut events = Vec::with_capacity(records.len());
        for record in records
            .iter()
            .filter(|record| self.projection.reads(record))
        {
            match Positioned::decode(record) {
                Ok(event) => events.push(event),
                Err(_) => self.skipped.push(record.position),
            }
        }
        events
    }

    /// Folds a batch; when the database refuses it, one event at a time, leaving out those it refuses.
    async fn fold(
        &mut self,
        connection: &mut PgConnection,
        events: &[Positioned],
    ) -> Result<(), ProjectionError> {
        if self.try_fold(connection, events).await? {
            return Ok(());
        }
        for event in events {
            if !self
                .try_fold(connection, std::slice::from_ref(event))
                .await?
            {
                self.skipped.push(event.position);
            }
        }
        Ok(())
    }

    /// `false` when the database refuses the data; nothing was written then.
    async fn try_fold(
        &self,
        connection: &mut PgConnection,
        events: &[Positioned],
    ) -> Result<bool, ProjectionError> {
        let mut savepoint = connection.begin().await?;
        match self
            .projection
            .fold(&mut savepoint, &self.table, events, Method::Copy)
            .await
        {
            Ok(()) => savepoint.commit().await?,
            Err(error) if error.is_data_error() => {
                savepoint.rollback().await?;
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        Ok(true)
    }
}

/// A connection that alone may rebuild or verify the projection. The lock goes with the connection, so a process that dies
/// or a future that is dropped leaves none behind.
pub(crate) async fn exclusive(
    pool: &PgPool,
    projection: &dyn AnyProjection,
) -> Result<PgConnection, ProjectionError> {
    let mut connection = pool.acquire().await?.detach();
    let table = projection.table();
    let granted: bool =
        sqlx::query_scalar("select pg_try_advisory_lock(hashtextextended('rebuild ' || $1, 0))")
            .bind(&table)
            .fetch_one(&mut connection)
            .await?;
    if granted {
        Ok(connection)
    } else {
        Err(ProjectionError::Busy(table))
    }
}

/// Gives the lock back and closes: the server would release it too, but only a moment after the answer is out.
pub(crate) async fn release(mut connection: PgConnection) -> Result<(), ProjectionError> {
    connection
        .execute("select pg_advisory_unlock_all()")
        .await?;
    Ok(connection.close().await?)
}
