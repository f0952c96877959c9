//! Which streams name an id: where to look for all that happened around a member, a pair or a case.

mod projector;
mod query;

pub use projector::{Mention, MentionKey, Mentions};
pub use query::streams_naming;
