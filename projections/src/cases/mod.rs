//! Moderation cases: the queue, and how long they take.

mod projector;
mod query;

pub use projector::{CaseRow, Cases};
pub use query::{Handling, Show, ages, find, find_many, handling_since, of_subject, open, queue};
