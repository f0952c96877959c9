//! Read models against a real database: whatever way their rows come to be, they are the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what fails here fails the test"
)]

mod analytics;
mod eligibility;
mod history;
mod ledger;
mod live;
mod mentions;
mod migration;
mod moderation;
mod queries;
mod rebuilding;
mod stock;
mod system;
mod verifying;
