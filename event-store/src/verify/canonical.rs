//! The canonical bytes of an event, computed from the stored columns. `event_canonical` in the migrations says the same in SQL.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// A row as the verifier needs it: JSON as the text that was hashed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct StoredEvent {
    pub(super) position: i64,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    payload: String,
    metadata: String,
    recorded_at: DateTime<Utc>,
    pub(super) hash: [u8; 32],
}

impl StoredEvent {
    /// What its hash must be at a position, after an event with this hash.
    pub(super) fn chained(&self, previous: [u8; 32], position: i64) -> [u8; 32] {
        let digest = Sha256::digest(self.canonical(position));
        Sha256::new()
            .chain_update(previous)
            .chain_update(digest)
            .finalize()
            .into()
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
