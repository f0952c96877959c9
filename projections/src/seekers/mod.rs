//! Open searches.

mod projector;
mod query;
mod waiting;

pub use projector::{Seeker, Seekers};
pub use query::{SeekerWithCard, SeekersAsOf, all_with_cards, find_of_member, waiting_count};
pub use waiting::Waiting;
