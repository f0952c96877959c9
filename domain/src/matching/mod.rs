//! Match: one pair's proposal, talk and rating; and the pure rules of who is proposed to whom.

pub mod aggregate;
pub mod brief;
pub mod command;
mod decide;
pub mod eligibility;
pub mod error;
pub mod event;
pub mod free_mask;
pub mod score;
pub mod selection;
mod stream;

pub use aggregate::{Match, MatchState, Silence, TimeBox};
pub use brief::Brief;
pub use command::MatchCommand;
pub use eligibility::{Candidate, Eligible, Ineligible, Prepared, eligible, soft_arm};
pub use error::MatchError;
pub use event::{ChatEndReason, MatchEvent, Party, Totals, WithdrawReason};
pub use free_mask::{Days, FreeMask};
pub use score::{Score, Weights, score};
pub use selection::{OVERDUE_AFTER, ScoredPair, select};
