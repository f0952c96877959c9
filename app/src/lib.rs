//! What bot and api share: dispatcher, matchmaker, policies at work, timers, outbox, inbox, vault, coordination, configuration, telemetry.

pub mod actions;
pub mod batch;
pub mod clock;
pub mod config;
pub mod coordination;
pub mod dispatcher;
pub mod error;
pub mod ids;
pub mod inbox;
pub mod keys;
pub mod matchmaker;
pub mod migrations;
pub mod outbox;
pub mod own_data;
pub mod policy_runner;
pub mod reveals;
pub mod telemetry;
pub mod timers;
pub mod vault;

pub use clock::Clock;
pub use dispatcher::{CommandContext, Dispatcher, ExecuteError, Executed};
pub use error::AppError;
pub use event_store::lease::Lease;
pub use ids::{BotId, Ids};
pub use migrations::migrate;
pub use vault::Vault;
