//! What became of the staff's accounts, and who came in by them. What they opened is in their streams and not here.

mod projector;
mod query;

pub use projector::{EntryId, StaffTrail, TrailEntry};
pub use query::{Unread, newest, unread};
