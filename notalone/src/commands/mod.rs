//! Subcommands beside `serve` and `demo`, one per file.

pub(crate) mod config;
pub(crate) mod explain;
pub(crate) mod log;
pub(crate) mod members;
pub(crate) mod migrate;
pub(crate) mod policies;
pub(crate) mod projections;
pub(crate) mod simulate;
pub(crate) mod staff;
pub(crate) mod tips;
pub(crate) mod webhook;

use anyhow::anyhow;
use app::config::{Config, Purpose, Strictness};

use crate::wiring::{Databases, Parts, system_clock};

/// The configuration of a command on the database; all problems at once as the error.
pub(crate) fn load_config() -> anyhow::Result<Config> {
    Config::load(Purpose::Command, Strictness::Production).map_err(|error| anyhow!("{error}"))
}

/// Everything that a command needs which acts in the place of a serving process.
pub(crate) async fn parts() -> anyhow::Result<Parts> {
    let purpose = Purpose::Serve {
        bot: false,
        polling: false,
    };
    let config =
        Config::load(purpose, Strictness::Production).map_err(|error| anyhow!("{error}"))?;
    let databases = databases(&config).await?;
    Parts::connect(config, databases, system_clock()).await
}

/// The migrated databases of a command.
pub(crate) async fn databases(config: &Config) -> anyhow::Result<Databases> {
    let databases = Databases::connect(config).await?;
    if databases.are_migrated().await? {
        Ok(databases)
    } else {
        Err(anyhow!(
            "the database is not at this version; run `notalone migrate`"
        ))
    }
}
