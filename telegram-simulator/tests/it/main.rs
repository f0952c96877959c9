//! The simulator over real HTTP, as bots and tests use it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the helpers of these tests are tests too"
)]

mod albums;
mod callbacks;
mod chromium;
mod faults;
mod harness;
mod kinds;
mod media;
mod media_edits;
mod messages;
mod page;
mod page_media;
mod phones;
mod polling;
mod protocol;
mod replies;
mod texts;
mod webhook;
