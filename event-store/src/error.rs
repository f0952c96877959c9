//! Which promise could not be kept.

/// Why an append did not happen. Only `Unavailable` is worth trying again as it is.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// Someone else wrote to the stream first: load again and decide again.
    #[error("the stream is at {actual}, not where the decision was made")]
    Conflict {
        /// The stream's last sequence.
        actual: i64,
    },
    /// A guard step failed: a rule across aggregates was broken.
    #[error("guard {space} refused")]
    Guard {
        /// Which kind of guard.
        space: String,
        /// Whose row.
        key: String,
    },
    /// The database refuses the data itself (for example NUL in a text).
    #[error("the database refuses this command's data: {code}")]
    Invalid {
        /// SQLSTATE.
        code: String,
    },
    /// No answer from the database within the time allowed; nothing is known about the outcome, the same command id may be sent again.
    #[error("the event log is unavailable")]
    Unavailable,
}

/// Why the log could not be read or a subscription could not move.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored event is none that this program knows.
    #[error("event {position} cannot be read")]
    Unreadable {
        /// Where in the log.
        position: i64,
        /// What the decoder says; it may quote the payload, which holds ids and choices only.
        #[source]
        source: crate::store::DecodeFailure,
    },
    /// An event that this program does not know is left to another process, which may be newer.
    #[error("event {0} is left to a newer program")]
    LeftToNewer(i64),
    /// Another process owns the subscription by now.
    #[error("the subscription {0} has another owner")]
    LostOwnership(String),
}

/// What went wrong, without any data that a database's message may quote.
pub(crate) fn describe(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => database.code().map_or_else(
            || "database error".to_owned(),
            |code| format!("SQLSTATE {code}"),
        ),
        sqlx::Error::Io(io) => format!("connection: {}", io.kind()),
        sqlx::Error::PoolTimedOut => "no free connection in time".to_owned(),
        sqlx::Error::PoolClosed => "pool closed".to_owned(),
        _ => "driver error".to_owned(),
    }
}
