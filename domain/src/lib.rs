//! Pure decisions of «Ты не один»: aggregates, values, policies, eligibility and score.
//!
//! Nothing here performs I/O, reads a clock or draws a random number: times and new ids come in with the command, so every
//! decision can be replayed.

#![deny(missing_docs)]

#[macro_use]
mod event_types;

pub mod account;
pub mod event;
pub mod guard;
pub mod matching;
pub mod member;
mod mix;
pub mod moderation;
pub mod policies;
pub mod rules;
pub mod search;
pub mod staff_access;
pub mod tip;
pub mod upcast;
pub mod values;

pub use event::{Command, Event, Stream};
pub use guard::Guard;
pub use rules::Rules;
