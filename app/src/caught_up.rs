//! Answers from read models that have seen what is known by now.

use std::time::Duration;

use event_store::EventLog;
use projections::ProjectionError;

use crate::AppError;

/// How long an answer waits for its read model, which follows the log by milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// Waits until the read model of this name has folded what this process knows of the log. One that is far behind answers as far as it
/// knows, so that a page or a button does not fail with it.
pub async fn caught_up(log: &EventLog, read_model: &str) -> Result<(), AppError> {
    let known = *log.watch_head().borrow();
    let read_model = projections::find(read_model)?;
    match projections::wait_for(log, read_model, known, PATIENCE).await {
        Ok(()) | Err(ProjectionError::Behind { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
