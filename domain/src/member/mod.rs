//! Member: profile, consent, blocks, reachability.

pub mod aggregate;
pub mod command;
pub mod error;
pub mod event;

pub use aggregate::{Member, OnboardingStep};
pub use command::MemberCommand;
pub use error::MemberError;
pub use event::MemberEvent;
