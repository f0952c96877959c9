//! What a command hands to the appender.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Everything one command wants written, all or nothing.
#[derive(Clone, Debug)]
pub struct Append {
    /// Makes a repeated command harmless: the same id never writes twice.
    pub command_id: Uuid,
    /// The aggregate's `TYPE`.
    pub aggregate_type: &'static str,
    /// The stream.
    pub aggregate_id: String,
    /// The sequence the decision was made at; 0 for a new stream.
    pub expected_sequence: i64,
    /// The decision. May be empty: then only the command id is remembered.
    pub events: Vec<NewEvent>,
    /// The same for every event: command id, correlation, causation, actor kind.
    pub metadata: BTreeMap<String, String>,
    /// Steps on the guard rows, checked and done in order with the events.
    pub guards: Vec<GuardStep>,
    /// The deciding process's clock.
    pub recorded_at: DateTime<Utc>,
}

/// An event before it has a place in the log.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The event's stable name.
    pub event_type: String,
    /// The version of its payload.
    pub event_version: String,
    /// The event itself.
    pub payload: serde_json::Value,
}

/// One step on the guard tables `claims` (one holder a key) and `restrictions` (many holders a key, each until a moment).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuardStep {
    /// Take the key; refused while another holds it.
    Claim {
        /// Which kind of guard.
        space: &'static str,
        /// Whose row.
        key: String,
        /// For whom.
        holder: String,
    },
    /// Give the key back; nothing happens when the holder does not hold it.
    Release {
        /// Which kind of guard.
        space: &'static str,
        /// Whose row.
        key: String,
        /// For whom.
        holder: String,
    },
    /// Refused unless the holder holds the key.
    Require {
        /// Which kind of guard.
        space: &'static str,
        /// Whose row.
        key: String,
        /// By whom.
        holder: String,
    },
    /// Refused while anyone holds the key.
    Vacant {
        /// Which kind of guard.
        space: &'static str,
        /// Whose row.
        key: String,
    },
    /// Restrict the key until a moment or for good (`None`); replaces the same holder's earlier one.
    Restrict {
        /// Which kind of guard.
        space: &'static str,
        /// What is restricted.
        key: String,
        /// By whom or what.
        holder: String,
        /// The end.
        until: Option<DateTime<Utc>>,
    },
    /// Refused while any restriction on the key reaches past `at`.
    Unrestricted {
        /// Which kind of guard.
        space: &'static str,
        /// What must be free.
        key: String,
        /// The command's own time, never the database's.
        at: DateTime<Utc>,
    },
}

/// What became of an append that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Written now; the position and the stream's sequence after it.
    Written {
        /// Position of the last event, or the head when the decision was empty.
        position: i64,
        /// The stream's last sequence.
        sequence: i64,
    },
    /// This command id was handled before; nothing was written now.
    AlreadyDone {
        /// The position it was answered with then.
        position: i64,
    },
}
