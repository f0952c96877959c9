//! The crate's errors.

use std::sync::Arc;

/// What went wrong below a command: our own outage or data we cannot read, never a member's mistake.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The event log failed.
    #[error(transparent)]
    Store(#[from] event_store::StoreError),
    /// The event log refused or could not answer.
    #[error(transparent)]
    Append(#[from] event_store::AppendError),
    /// A stored event could not be read.
    #[error(transparent)]
    Decode(#[from] domain::event::DecodeError),
    /// A vault value could not be opened: wrong key or damaged row.
    #[error("a vault value cannot be opened")]
    Sealed,
    /// The member was erased through another process in this moment; the next try finds out who they are now.
    #[error("the member was erased meanwhile")]
    ErasedMeanwhile,
    /// A task was stopped in the middle of its work.
    #[error("interrupted")]
    Interrupted,
    /// Too many wait for the same thing; a moment later it can be had.
    #[error("too many at once")]
    Crowded,
    /// A read model failed.
    #[error(transparent)]
    Projection(#[from] projections::ProjectionError),
    /// JSON that was stored or received does not fit its type; only the kind of mismatch is kept, since the whole error may quote what
    /// it read, and that may be somebody's name.
    #[error("JSON cannot be read: {0:?}")]
    Json(serde_json::error::Category),
    /// The batch that this call was a part of failed.
    #[error(transparent)]
    Batch(#[from] Arc<AppError>),
    /// No answer within the time allowed; nothing is known about the outcome.
    #[error("{0} did not answer in time")]
    TimedOut(&'static str),
    /// The task that does this is gone: the process is stopping, or the task panicked over this call.
    #[error("{0} has stopped")]
    Stopped(&'static str),
}

impl AppError {
    /// Whether the data itself is at fault, so that the next try finds the same: set it aside, do not stand still before it.
    pub fn is_unreadable(&self) -> bool {
        match self {
            Self::Sealed
            | Self::Json(_)
            | Self::Decode(_)
            | Self::Store(event_store::StoreError::Unreadable { .. })
            | Self::Append(event_store::AppendError::Invalid { .. }) => true,
            Self::Batch(error) => error.is_unreadable(),
            _ => false,
        }
    }
}

impl From<serde_json::Error> for AppError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error.classify())
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    #[test]
    fn json_that_cannot_be_read_is_not_quoted() {
        let unreadable = serde_json::from_str::<u32>("\"Анна\"").unwrap_err();
        assert!(
            unreadable.to_string().contains("Анна"),
            "serde_json quotes it"
        );
        let error = AppError::from(unreadable);
        assert!(!format!("{error} {error:?}").contains("Анна"));
        assert!(error.source().is_none());
    }
}
