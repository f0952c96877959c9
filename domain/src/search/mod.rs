//! Search: one search of one member, its place, misses, soft rule and end.

pub mod aggregate;
pub mod command;
pub mod error;
pub mod event;
mod stream;

pub use aggregate::{Search, SearchState};
pub use command::SearchCommand;
pub use error::SearchError;
pub use event::{EndReason, SearchEvent};
