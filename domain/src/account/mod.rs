//! Account: what the platform owes to one receiver of tips. Its stream is named like the member.

pub mod aggregate;
pub mod command;
pub mod error;
pub mod event;
mod stream;

pub use aggregate::{Account, Share};
pub use command::AccountCommand;
pub use error::AccountError;
pub use event::AccountEvent;
