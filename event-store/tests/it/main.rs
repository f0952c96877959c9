//! The event log against a real PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "helpers of tests fail the test; clippy knows only the test functions themselves"
)]

mod append;
mod chaos;
mod faults;
mod fixture;
mod guards;
mod leases;
mod proof;
mod store;
mod subscriptions;
mod verify;
mod wake_ups;
