//! The event log: the only code that touches the `events` table.
//!
//! Append in group-committed batches, load streams, subscribe by position, verify the hash chain. Generic over aggregates:
//! nothing here knows what the events mean.

#![warn(missing_docs)]

pub mod append;
mod appender;
pub mod error;
pub mod guard_rows;
pub mod lease;
pub mod log;
mod metric;
pub mod options;
pub mod read;
pub mod record;
pub mod store;
pub mod subscription;
pub mod verify;
mod wake;

pub use append::{Append, Appended, GuardStep, NewEvent};
pub use error::{AppendError, StoreError};
pub use guard_rows::{OpenClaim, Restriction};
pub use lease::Lease;
pub use log::EventLog;
pub use options::LogOptions;
pub use record::{EventRecord, Head};
pub use store::{AggregateVersion, LogStore};
