//! Fills a second set of rows beside the live one and exchanges the two in one transaction.

use event_store::{EventLog, subscription};
use serde::Serialize;
use sqlx::{Connection, Executor, PgConnection, PgPool};

use crate::shadow::{self, Shadow};
pub use crate::shadow::{OnProgress, Progress};
use crate::{AnyProjection, ProjectionError};

/// With fewer events to go, the rest is folded while the live writer waits.
const CLOSE_ENOUGH_EVENTS: i64 = 2_000;
/// Rounds of catching up with a log that grows, before the live writer has to wait for whatever is left.
const MOST_ROUNDS: u32 = 20;
/// How long the swap waits for readers that are under way; new readers queue behind it.
const SWAP_LOCK_TIMEOUT: &str = "2s";
const MOST_SWAPS: u32 = 15;

/// What a rebuild did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Up to which event the rows are folded.
    pub position: i64,
    /// Events that could not be folded: the ones that are, or would be, parked.
    pub skipped: Vec<i64>,
}

/// Rebuilds a read model from the first event while it is read and, here or elsewhere, kept up to date.
///
/// Readers see the old rows until the swap and the new ones after it. The subscription's checkpoint moves in the transaction of
/// the swap, and never back; parked events that this version of the program can fold are parked no more. A rebuild that was interrupted leaves nothing but a table that the next one drops: it starts anew, because
/// the code may have changed in between.
///
/// # Errors
/// [`ProjectionError::Busy`] while another rebuild or verification of the same read model runs.
pub async fn rebuild(
    pool: &PgPool,
    log: &EventLog,
    projection: &'static dyn AnyProjection,
    on_progress: OnProgress<'_>,
) -> Result<Rebuilt, ProjectionError> {
    let mut connection = shadow::exclusive(pool, projection).await?;
    let live = projection.table();
    let mut shadow = Shadow {
        projection,
        log,
        table: format!("{live}_shadow"),
        position: 0,
        skipped: Vec::new(),
    };
    create(&mut connection, &live, &shadow.table).await?;
    catch_up(&mut connection, &mut shadow, on_progress).await?;
    connection
        .execute(format!("analyze {}", shadow.table).as_str())
        .await?;
    let mut attempt = 1;
    while let Err(error) = swap(&mut connection, &mut shadow, &live).await {
        if !error.is_lock_timeout() {
            return Err(error);
        }
        if attempt == MOST_SWAPS {
            return Err(ProjectionError::SwapTimedOut(live));
        }
        attempt += 1;
        catch_up(&mut connection, &mut shadow, on_progress).await?;
    }
    shadow::release(connection).await?;
    Ok(Rebuilt {
        position: shadow.position,
        skipped: shadow.skipped,
    })
}

async fn create(
    connection: &mut PgConnection,
    live: &str,
    shadow: &str,
) -> Result<(), ProjectionError> {
    connection
        .execute(
            format!(
                "drop table if exists {shadow}; create table {shadow} (like {live} including all)"
            )
            .as_str(),
        )
        .await?;
    Ok(())
}

async fn catch_up(
    connection: &mut PgConnection,
    shadow: &mut Shadow<'_>,
    on_progress: OnProgress<'_>,
) -> Result<(), ProjectionError> {
    for _ in 0..MOST_ROUNDS {
        let head = shadow.log.head().await?.position;
        shadow.fill(connection, head, on_progress).await?;
        if shadow.log.head().await?.position - shadow.position <= CLOSE_ENOUGH_EVENTS {
            break;
        }
    }
    Ok(())
}

/// The live writer waits from the lock on; readers only while the partitions are exchanged. What was folded in here is undone with
/// the transaction when the exchange times out, and so is the shadow's position.
async fn swap(
    connection: &mut PgConnection,
    shadow: &mut Shadow<'_>,
    live: &str,
) -> Result<(), ProjectionError> {
    let before = (shadow.position, shadow.skipped.len());
    let swapped = swap_in_transaction(connection, shadow, live).await;
    if swapped.is_err() {
        shadow.position = before.0;
        shadow.skipped.truncate(before.1);
    }
    swapped
}

async fn swap_in_transaction(
    connection: &mut PgConnection,
    shadow: &mut Shadow<'_>,
    live: &str,
) -> Result<(), ProjectionError> {
    let mut transaction = connection.begin().await?;
    transaction
        .execute(
            format!("set local lock_timeout = '{SWAP_LOCK_TIMEOUT}'; lock table {live} in share row exclusive mode").as_str(),
        )
        .await?;
    let folded = subscription::checkpoint(&mut *transaction, live).await?;
    if folded > shadow.position {
        shadow.fill(&mut transaction, folded, &mut |_| {}).await?;
    } else if folded < shadow.position {
        subscription::reset(&mut *transaction, live, shadow.position).await?;
    }
    subscription::settle_parked(&mut *transaction, live, shadow.position, &shadow.skipped).await?;
    let rows = format!("{live}_rows");
    let shadow = &shadow.table;
    transaction
        .execute(
            format!(
                "alter table {live} detach partition {rows};
                 drop table {rows};
                 alter table {live} attach partition {shadow} default;
                 alter table {shadow} rename to {rows}"
            )
            .as_str(),
        )
        .await?;
    transaction.commit().await?;
    Ok(())
}
