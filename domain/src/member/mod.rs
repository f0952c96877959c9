//! Member: profile, consent, blocks, reachability, sanctions.

pub mod aggregate;
pub mod command;
mod erasure;
pub mod error;
pub mod event;
pub mod onboarding;
pub mod standing;
mod stream;

pub use aggregate::Member;
pub use command::MemberCommand;
pub use error::MemberError;
pub use event::{Expectation, HoldEnd, MemberEvent, ReinstateCause};
pub use onboarding::{NotReady, OnboardingStep};
pub use standing::{Restraint, StaffStanding};
