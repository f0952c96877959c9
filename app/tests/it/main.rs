//! What app stands on, against real servers: clock, vault, inbox, coordination, migrations.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod audit;
mod case_texts;
mod chaos;
mod clock;
mod coordination;
mod dispatcher;
mod dispatcher_follows;
mod dispatcher_guards;
mod dispatcher_upcasts;
mod erasure;
mod erasure_inheritance;
mod history;
mod inbox;
mod migrations;
mod people;
mod policy_runner;
mod staff;
mod staff_passwords;
mod staff_refusals;
mod staff_second_factor;
mod timers;
mod tips;
mod two_matchmakers;
mod vault;
mod vault_rotation;
mod window;
mod workshop;
