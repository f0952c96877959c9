//! The fixtures keep what they promise.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod clock_and_process;
mod servers;
mod test_database;
