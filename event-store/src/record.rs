//! A stored event as read back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

/// One row of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRecord {
    /// Dense, in commit order, from 1.
    pub position: i64,
    /// The aggregate's `TYPE`.
    pub aggregate_type: String,
    /// The stream within the type.
    pub aggregate_id: String,
    /// Dense within the stream, from 1.
    pub sequence: i64,
    /// The event's stable name.
    pub event_type: String,
    /// The version of its payload.
    pub event_version: String,
    /// The event itself.
    pub payload: serde_json::Value,
    /// Command id, correlation, causation, actor kind.
    pub metadata: HashMap<String, String>,
    /// The clock of the process that decided, to the microsecond.
    pub recorded_at: DateTime<Utc>,
    /// SHA-256(previous hash ‖ SHA-256(canonical event)).
    pub hash: [u8; 32],
}

/// The end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last position, 0 while empty.
    pub position: i64,
    /// The last hash, zeros while empty.
    pub hash: [u8; 32],
}
