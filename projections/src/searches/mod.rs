//! Every search there was, open or over.

mod projector;
mod query;

pub use projector::{SearchRecord, Searches};
pub use query::history_of;
