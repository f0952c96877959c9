//! What a member may do from any front end: the bot's handlers and the signed calls both end here, so that each rule has one place.

mod appeal;
mod arrive;
mod block;
mod call;
mod find;
mod moderate;
mod relay;
mod report;
mod talk;
pub mod tip;

pub use appeal::appeal;
pub use arrive::arrive;
pub use block::{block_peer, lift_block};
pub use call::{MemberCall, carry_out};
pub use find::{FindRefused, find};
pub use moderate::{Desk, NewVerdict, StaffCall};
pub use relay::{RelayedText, TextRelay};
pub use report::{Filed, NewReport, ReportRefused, file_report, may_report};
pub use talk::{OpenTalk, end_open_talk, end_talk, open_talk};
