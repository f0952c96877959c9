//! The simulator over real HTTP, as bots and tests use it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the helpers of these tests are tests too"
)]

mod albums;
mod callbacks;
mod faults;
mod groups;
mod harness;
mod invoices;
mod kinds;
mod media;
mod media_edits;
mod messages;
mod page;
mod page_media;
mod page_pay;
mod payments;
mod phones;
mod polling;
mod protocol;
mod replies;
mod stars;
mod texts;
mod webhook;
