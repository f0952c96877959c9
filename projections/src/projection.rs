//! What a read model is: a pure fold of events into rows.

use std::fmt::{Debug, Display};
use std::hash::Hash;

use chrono::SubsecRound;
use domain::Event;
use domain::event::DecodeError;
use domain::values::{MemberId, Timestamp};
use event_store::EventRecord;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A read model with one table. Implementations hold no state and touch neither database nor clock.
pub trait Projection: Send + Sync + 'static {
    /// The stable name.
    const NAME: &'static str;
    /// Raised with every change of the row or of the fold; the table is `NAME_vVERSION`.
    const VERSION: u32;
    /// The aggregate types it reads; events of others are not even decoded.
    const AGGREGATES: &'static [&'static str];
    /// The primary key's column.
    const KEY_COLUMN: &'static str;
    /// The primary key's type in SQL.
    const KEY_TYPE: &'static str = "uuid";

    /// The columns that hold members, each with an index: where the rows of [`Self::member`] are looked for.
    const MEMBER_COLUMNS: &'static [&'static str] = &[];

    /// The primary key; its text is what SQL reads as `KEY_TYPE`.
    type Key: Copy + Eq + Ord + Hash + Debug + Display + Send + Sync + 'static;
    /// A row. Its serde fields are the columns of the table, all but `position`; moments are to be [`stored`].
    type Row: Clone
        + Debug
        + PartialEq
        + Serialize
        + DeserializeOwned
        + Send
        + Sync
        + Unpin
        + 'static;

    /// The row's key.
    fn key(row: &Self::Row) -> Self::Key;

    /// The rows an event touches, each once.
    fn keys(event: &Event) -> Vec<Self::Key>;

    /// A member all of whose rows an event touches, whichever there are, beyond those of [`Self::keys`]: that somebody may be met
    /// by nobody concerns each of their pairs, and the event names none.
    fn member(_event: &Event) -> Option<MemberId> {
        None
    }

    /// Whether a row is one of the member's.
    fn is_of(_row: &Self::Row, _member: MemberId) -> bool {
        false
    }

    /// Folds an event into one of the rows it touches. Total: an event that does not fit the row (the one before it may be
    /// parked) leaves it as it is.
    fn apply(key: Self::Key, row: &mut Option<Self::Row>, event: &Event);
}

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Positioned {
    /// The place in the log.
    pub position: i64,
    /// What happened.
    pub event: Event,
}

impl Positioned {
    /// Reads a stored event.
    pub fn decode(record: &EventRecord) -> Result<Self, DecodeError> {
        let event = Event::decode(
            &record.aggregate_type,
            &record.aggregate_id,
            &record.event_type,
            &record.event_version,
            record.payload.clone(),
        )?;
        Ok(Self {
            position: record.position,
            event,
        })
    }
}

/// A moment as the database keeps it. Payloads may be finer than its microseconds, and a row in memory must equal a stored one.
pub fn stored(at: Timestamp) -> Timestamp {
    at.trunc_subsecs(6)
}
