//! Journeys of members through the real binary, against a real PostgreSQL, a real Redis and the Telegram simulator.
//!
//! Time stands still unless a test moves it, so a deadline never passes by accident and nobody ever sleeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail the test; clippy knows only the test functions themselves"
)]

mod harness;
mod journey_buttons;
mod journey_leaving;
mod journey_limits;
mod journey_main;
mod journey_onboarding;
mod journey_pairs;
mod journey_profile;
mod journey_proposals;
mod journey_refusals;
mod journey_relay;
mod journey_searches;
