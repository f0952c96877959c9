//! What matching, proposal cards and `/profile` need to know of a member.

mod projector;
mod query;

pub use projector::{MemberCard, MemberCards};
pub use query::{CardAsOf, find, find_many};
