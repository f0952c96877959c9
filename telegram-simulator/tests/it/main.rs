//! The simulator over real HTTP, as bots and tests use it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the helpers of these tests are tests too"
)]

mod callbacks;
mod chromium;
mod faults;
mod harness;
mod media;
mod messages;
mod page;
mod polling;
mod protocol;
mod texts;
mod webhook;
