//! The event log: the only code that touches the `events` table.
//!
//! Append in group-committed batches, load streams, subscribe by position, verify the hash chain. Generic over aggregates:
//! nothing here knows what the events mean.

pub mod append;
pub mod error;
pub mod log;
pub mod record;
pub mod store;
pub mod subscription;
pub mod verify;

pub use append::{Append, Appended, GuardStep, NewEvent};
pub use error::{AppendError, StoreError};
pub use log::EventLog;
pub use record::{EventRecord, Head};
pub use store::{AggregateVersion, LogStore};
