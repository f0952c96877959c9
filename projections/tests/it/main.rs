//! Read models against a real database: whatever way their rows come to be, they are the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what fails here fails the test"
)]

mod history;
mod live;
mod migration;
mod queries;
mod rebuilding;
mod system;
mod verifying;
