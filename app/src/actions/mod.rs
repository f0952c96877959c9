//! What a member may do from any front end: the bot's handlers and the signed calls both end here, so that each rule has one place.

mod arrive;
mod call;
mod find;
mod relay;
mod talk;

pub use arrive::arrive;
pub use call::{MemberCall, carry_out};
pub use find::{FindRefused, find};
pub use relay::{RelayedText, TextRelay};
pub use talk::{OpenTalk, end_open_talk, end_talk, open_talk};
