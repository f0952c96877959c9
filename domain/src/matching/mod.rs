//! Match: one pair's proposal, talk and rating; and the pure rules of who is proposed to whom.

pub mod aggregate;
pub mod command;
pub mod eligibility;
pub mod error;
pub mod event;
pub mod score;

pub use aggregate::{Match, MatchState};
pub use command::MatchCommand;
pub use eligibility::{Candidate, Ineligible};
pub use error::MatchError;
pub use event::{ChatEndReason, MatchEvent, Party, Totals, WithdrawReason};
pub use score::{Score, Weights};
