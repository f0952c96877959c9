//! Who may tip whom: the latest talk of each pair, and what keeps the two apart.

mod projector;
mod query;

pub use projector::{TipEligibility, TipPair};
pub use query::find;
