//! A stored event as read back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{FromRow, Row};

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

impl FromRow<'_, PgRow> for EventRecord {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            position: row.try_get("position")?,
            aggregate_type: row.try_get("aggregate_type")?,
            aggregate_id: row.try_get("aggregate_id")?,
            sequence: row.try_get("sequence")?,
            event_type: row.try_get("event_type")?,
            event_version: row.try_get("event_version")?,
            payload: row.try_get("payload")?,
            metadata: row.try_get::<Json<_>, _>("metadata")?.0,
            recorded_at: row.try_get("recorded_at")?,
            hash: row.try_get("hash")?,
        })
    }
}

impl FromRow<'_, PgRow> for Head {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            position: row.try_get("position")?,
            hash: row.try_get("hash")?,
        })
    }
}
