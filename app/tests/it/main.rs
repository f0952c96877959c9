//! What app stands on, against real servers: clock, vault, inbox, coordination, migrations.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod clock;
mod coordination;
mod dispatcher;
mod dispatcher_follows;
mod inbox;
mod migrations;
mod two_matchmakers;
mod vault;
mod vault_rotation;
mod window;
