//! Where each read model stands, for operators.

use event_store::{EventLog, subscription};
use serde::Serialize;
use sqlx::PgPool;

use crate::{ProjectionError, all};

/// One read model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The stable name.
    pub name: &'static str,
    /// The version this program reads and writes.
    pub version: u32,
    /// Its table and subscription.
    pub table: String,
    /// Up to which event it is folded.
    pub position: i64,
    /// How many events it is behind the log.
    pub behind: i64,
    /// Events that it could not fold.
    pub parked: i64,
    /// Whether some process keeps it up to date now.
    pub running: bool,
    /// Whether a rebuild is under way or was interrupted: its rows are there, beside the live ones.
    pub shadow: bool,
}

/// Every read model of this version of the program.
pub async fn status(pool: &PgPool, log: &EventLog) -> Result<Vec<Status>, ProjectionError> {
    let subscriptions = subscription::status(pool).await?;
    let head = log.head().await?.position;
    let mut statuses = Vec::new();
    for projection in all() {
        let table = projection.table();
        let subscription = subscriptions
            .iter()
            .find(|subscription| subscription.name == table);
        let shadow: bool = sqlx::query_scalar("select to_regclass($1) is not null")
            .bind(format!("{table}_shadow"))
            .fetch_one(pool)
            .await?;
        statuses.push(Status {
            name: projection.name(),
            version: projection.version(),
            position: subscription.map_or(0, |subscription| subscription.position),
            behind: subscription.map_or(head, |subscription| subscription.lag),
            parked: subscription.map_or(0, |subscription| subscription.parked),
            running: subscription.is_some_and(|subscription| subscription.owner.is_some()),
            table,
            shadow,
        });
    }
    Ok(statuses)
}
