//! `PostgreSQL` for tests: a fresh database per test, or a whole server to stop and break.
//!
//! `TEST_DATABASE_URL` names a server to create databases in. Without it a server of this checkout's own runs under
//! `.dev/test-postgres`: the first test starts it (nextest runs every test in a process of its own; `scripts/postgres`
//! takes a lock), the others share it, and it stops when nobody used it for a quarter of an hour.

mod cluster;
mod database;
mod template;
mod tls;

pub use cluster::PrivatePostgres;
pub use database::TestDatabase;
