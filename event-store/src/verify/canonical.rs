//! The canonical bytes of an event, computed from the stored columns. `event_canonical` in the migrations says the same in SQL.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the digest of an event is made of: the stored columns, JSON as the text that was hashed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct CanonicalEvent {
    /// The place in the log.
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
    /// The event itself, as the text that was hashed.
    pub payload: String,
    /// The flat map beside it, as the text that was hashed.
    pub metadata: String,
    /// The clock of the process that decided.
    pub recorded_at: DateTime<Utc>,
}

/// A row as the verifier needs it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct StoredEvent {
    #[sqlx(flatten)]
    pub(super) event: CanonicalEvent,
    pub(super) hash: [u8; 32],
}

impl StoredEvent {
    /// What its hash must be at a position, after an event with this hash.
    pub(super) fn chained(&self, previous: [u8; 32], position: i64) -> [u8; 32] {
        chain(previous, self.event.digest_at(position))
    }
}

/// The hash of an event with this digest, after an event with this hash.
pub(super) fn chain(previous: [u8; 32], digest: [u8; 32]) -> [u8; 32] {
    Sha256::new()
        .chain_update(previous)
        .chain_update(digest)
        .finalize()
        .into()
}

impl CanonicalEvent {
    /// What stands for the event in the chain when it is not shown.
    pub fn digest(&self) -> [u8; 32] {
        self.digest_at(self.position)
    }

    fn digest_at(&self, position: i64) -> [u8; 32] {
        Sha256::digest(self.canonical(position)).into()
    }

    fn canonical(&self, position: i64) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256 + self.payload.len() + self.metadata.len());
        bytes.extend(position.to_be_bytes());
        text(&mut bytes, &self.aggregate_type);
        text(&mut bytes, &self.aggregate_id);
        bytes.extend(self.sequence.to_be_bytes());
        text(&mut bytes, &self.event_type);
        text(&mut bytes, &self.event_version);
        text(&mut bytes, &self.payload);
        text(&mut bytes, &self.metadata);
        bytes.extend(self.recorded_at.timestamp_micros().to_be_bytes());
        bytes
    }
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    // One text is far below 4 GiB; the database holds no more than one.
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    bytes.extend(length.to_be_bytes());
    bytes.extend(text.as_bytes());
}
