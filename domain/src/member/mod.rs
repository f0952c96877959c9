//! Member: profile, consent, blocks, reachability.

pub mod aggregate;
pub mod command;
pub mod error;
pub mod event;
pub mod onboarding;
mod stream;

pub use aggregate::Member;
pub use command::MemberCommand;
pub use error::MemberError;
pub use event::{Expectation, MemberEvent};
pub use onboarding::{NotReady, OnboardingStep};
