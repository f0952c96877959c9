//! How far reporters are to be believed.

mod projector;
mod query;

pub use projector::{Reporter, Reporters};
pub use query::find;
