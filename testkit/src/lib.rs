//! Fixtures for tests: a database per test, servers to break, a clock to move, processes to stop.
//!
//! It depends on no crate of ours, so that every crate can use it as a dev-dependency. Fixtures panic when they cannot
//! be had: a test without its database has failed, and the message says why.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a fixture that cannot be had fails the test that asked for it"
)]

pub mod backup;
pub mod chromium;
pub mod clock;
mod eventually;
pub mod faults;
mod files;
pub mod phones;
pub mod ports;
pub mod postgres;
pub mod process;
pub mod redis;
pub mod tcp_proxy;
pub mod workspace;

pub use clock::ClockServer;
pub use eventually::{eventually, eventually_some};
pub use files::files_containing;
pub use postgres::{PrivatePostgres, TestDatabase};
pub use process::{Program, RunningProgram};
pub use redis::TestRedis;
pub use tcp_proxy::TcpProxy;
