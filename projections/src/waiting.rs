//! Reading your own writes.

use std::time::Duration;

use event_store::{EventLog, subscription};
use tokio::time::Instant;

use crate::{AnyProjection, ProjectionError};

/// Waits until a read model has folded a position, so that whoever wrote it reads it.
///
/// # Errors
/// [`ProjectionError::Behind`] when it takes longer than `patience`.
pub async fn wait_for(
    log: &EventLog,
    projection: &dyn AnyProjection,
    position: i64,
    patience: Duration,
) -> Result<(), ProjectionError> {
    let name = projection.table();
    if subscription::wait_for(log, &name, position, Instant::now() + patience).await? {
        Ok(())
    } else {
        Err(ProjectionError::Behind {
            name,
            position,
            patience,
        })
    }
}
