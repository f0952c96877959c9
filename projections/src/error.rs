//! What can keep a read model from being written or read.

use std::time::Duration;

/// Errors of this crate.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The event log could not be read.
    #[error(transparent)]
    Log(#[from] event_store::StoreError),
    /// A row is not what the projector wrote: the table belongs to another version.
    #[error("a row of {table} cannot be read or written")]
    Row {
        /// Which table.
        table: String,
        /// What serde says; field names only.
        #[source]
        source: serde_json::Error,
    },
    /// No read model of this name.
    #[error("there is no projection named {0}")]
    Unknown(String),
    /// Another process rebuilds or verifies this read model right now.
    #[error("{0} is being rebuilt or verified by another process")]
    Busy(String),
    /// The read model did not reach the position in time.
    #[error("{name} did not reach position {position} within {patience:?}")]
    Behind {
        /// Which read model.
        name: String,
        /// Where it should have been.
        position: i64,
        /// How long was waited.
        patience: Duration,
    },
    /// Readers kept the table busy for so long that the rebuilt rows could not be swapped in; the live ones are untouched.
    #[error("{0} is too busy to swap in the rebuilt rows, try again")]
    SwapTimedOut(String),
}

impl ProjectionError {
    /// Whether the database refuses the data itself (SQLSTATE classes 22 and 23), now and at every other try.
    pub(crate) fn is_data_error(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error
                .code()
                .is_some_and(|code| code.starts_with("22") || code.starts_with("23")),
            _ => false,
        }
    }

    /// Whether a lock was not granted in time.
    pub(crate) fn is_lock_timeout(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().as_deref() == Some("55P03")
            }
            _ => false,
        }
    }
}
