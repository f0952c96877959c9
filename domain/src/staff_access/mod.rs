//! Staff access: how one person of the staff came in, what they opened, and what became of their account. Apart from the cases, so that
//! looking never conflicts with deciding.

pub mod aggregate;
pub mod command;
pub mod error;
pub mod event;
pub mod id;
pub mod second_factor;
pub mod staffing;
mod stream;

pub use aggregate::StaffAccess;
pub use command::StaffAccessCommand;
pub use error::StaffAccessError;
pub use event::{LockedFrom, Replayed, StaffAccessEvent, WayIn};
pub use id::StaffAccessId;
pub use second_factor::SecondFactorChange;
pub use staffing::StaffingCommand;
