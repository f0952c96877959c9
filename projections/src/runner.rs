//! Keeps read models up to date: one subscription each.

use async_trait::async_trait;
use event_store::subscription::{self, Handler, HandlerError, Options};
use event_store::{EventLog, EventRecord};
use sqlx::{Executor, Postgres, Transaction};
use tokio_util::sync::CancellationToken;

use crate::table::Method;
use crate::{AnyProjection, Positioned, ProjectionError, all};

/// Runs every read model until `stop`; each has one owner at a time across processes.
pub async fn run(log: EventLog, options: Options, stop: CancellationToken) {
    let subscriptions = all()
        .into_iter()
        .map(|projection| subscription::run(log.clone(), Live(projection), options, stop.clone()));
    futures::future::join_all(subscriptions).await;
}

/// A read model as the handler of the subscription that is named like its table.
///
/// The subscription's checkpoint moves in the transaction that writes the rows, so every event is folded once. Each row also
/// carries the last event it was folded with: events that come again all the same, in order, end in the same rows.
#[derive(Clone, Copy)]
pub struct Live(pub &'static dyn AnyProjection);

#[async_trait]
impl Handler for Live {
    fn name(&self) -> String {
        self.0.table()
    }

    async fn handle(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        let mut decoded = Vec::with_capacity(events.len());
        for record in events.iter().filter(|record| self.0.reads(record)) {
            decoded.push(
                Positioned::decode(record)
                    .map_err(|_| HandlerError::unknown(record, "undecodable"))?,
            );
        }
        let table = self.0.table();
        // Before the rows are read: a rebuild that swaps waits for this batch, or this batch reads what it swapped in.
        transaction
            .execute(format!("lock table {table} in row exclusive mode").as_str())
            .await?;
        match self
            .0
            .fold(transaction, &table, &decoded, Method::Upsert)
            .await
        {
            Ok(()) => Ok(()),
            Err(ProjectionError::Database(error)) => Err(error.into()),
            // A row that cannot be read is no more readable at the next try.
            Err(ProjectionError::Row { .. }) => Err(HandlerError::Refused {
                category: "unreadable_row",
            }),
            Err(error) => Err(HandlerError::retry(error)),
        }
    }
}
