//! What was reported about members and decided.

mod projector;
mod query;

pub use projector::{Subject, Subjects};
pub use query::find;
