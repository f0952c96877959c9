//! Staff access: what one person of the staff opened. Apart from the cases, so that looking never conflicts with deciding.

pub mod aggregate;
pub mod command;
pub mod error;
pub mod event;
pub mod id;
mod stream;

pub use aggregate::StaffAccess;
pub use command::StaffAccessCommand;
pub use error::StaffAccessError;
pub use event::{Replayed, StaffAccessEvent};
pub use id::StaffAccessId;
