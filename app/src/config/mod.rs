//! Configuration from the environment and a `.env` file (contract.md, "Environment").
//!
//! Every problem is found in one go and said in one sentence that names the variable; values of secrets are never in it.

mod exposed;
mod files;
mod load;
mod reader;
mod secrets;
#[cfg(test)]
mod tests;
mod variables;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::Duration;
use domain::matching::Weights;
use ipnet::IpNet;
use secrecy::SecretString;

use crate::BotId;
use crate::coordination::Quota;
use crate::staff::SecondFactorRule;

pub use secrets::{MIN_SECRET_BYTES, RotatingSecret};
pub use variables::{VARIABLES, Variable};

/// What the process is about to do, which says what it cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `serve` (and `config check`): the database and every secret.
    Serve {
        /// Updates are received, so tokens are needed.
        bot: bool,
        /// They are fetched, so neither a webhook secret nor our own address is needed.
        polling: bool,
    },
    /// A command on the database; what else is set is checked too.
    Command,
}

/// Whether secrets that protect nothing are good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Secrets must be long and not from the documentation.
    Production,
    /// `notalone demo`: any secret will do.
    Demo,
}

/// Everything that is wrong with the environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// One sentence each.
    pub problems: Vec<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.problems.join("\n"))
    }
}

/// A bot's credentials.
#[derive(Clone, Debug)]
pub struct BotToken {
    /// The number before the colon.
    pub id: BotId,
    /// The whole token, as the Bot API wants it.
    pub token: SecretString,
}

/// How Telegram is reached, and how it reaches us.
#[derive(Clone, Debug)]
pub struct TelegramConfig {
    /// The fleet, in the order it was given.
    pub bots: Vec<BotToken>,
    /// Base of the Bot API, without a slash at the end.
    pub api_url: String,
    /// What Telegram repeats in every webhook call.
    pub webhook_secret: Option<SecretString>,
    /// Our own address, without a slash at the end.
    pub public_base_url: Option<String>,
}

impl TelegramConfig {
    /// Whether the Bot API is on this computer, so that nothing said to it leaves the computer.
    pub fn api_is_loopback(&self) -> bool {
        load::is_loopback(&self.api_url)
    }

    /// The address to be set as a bot's webhook.
    pub fn webhook_url(&self, bot: BotId) -> Option<String> {
        let base = self.public_base_url.as_ref()?;
        Some(format!("{base}/telegram/webhook/{bot}"))
    }
}

/// Where data is kept. Addresses hold passwords.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// Events, read models, sealed values.
    pub main_url: SecretString,
    /// For queries.
    pub replica_url: Option<SecretString>,
    /// For the members' keys, when they live apart.
    pub vault_url: Option<SecretString>,
    /// What replicas share and can lose.
    pub redis_url: Option<SecretString>,
    /// A Redis that answers later counts as gone.
    pub redis_timeout: std::time::Duration,
    /// Connections of this process to each database.
    pub connections: u32,
}

/// Key material; all there when the purpose is to serve.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Signs calls of other front ends, and the tokens of buttons.
    pub internal_bot: Option<RotatingSecret>,
    /// Signs invoices.
    pub tips_hmac: Option<RotatingSecret>,
    /// Wraps the members' keys.
    pub vault_master: Option<RotatingSecret>,
    /// Signs the head of the log.
    pub audit_signing: Option<RotatingSecret>,
}

/// The first console admin.
#[derive(Clone, Debug)]
pub struct FirstAdmin {
    /// The name to log in with.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

/// Deadlines beside those of [`domain::Rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Pairs are chosen from what came together in this time.
    pub match_window: Duration,
    /// Comments, appeals and notes of closed cases are kept so long.
    pub case_text_retention: Duration,
}

/// How often somebody may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Relayed messages of a member.
    pub relay: Quota,
    /// Searches a member starts.
    pub find: Quota,
    /// Requests of a bot.
    pub telegram_bot: Quota,
    /// Requests of a bot to one chat.
    pub telegram_chat: Quota,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

/// What operators see of the process.
#[derive(Clone, Debug)]
pub struct TelemetryConfig {
    /// How log lines look.
    pub log_format: LogFormat,
    /// Which log lines, as tracing's `EnvFilter` reads it.
    pub log_filter: String,
    /// Where traces go.
    pub otlp_endpoint: Option<String>,
    /// Where errors go.
    pub sentry_dsn: Option<SecretString>,
}

/// The whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Telegram in and out.
    pub telegram: TelegramConfig,
    /// Where the HTTP server listens.
    pub api_listen: SocketAddr,
    /// Where data is kept.
    pub database: DatabaseConfig,
    /// Key material.
    pub secrets: Secrets,
    /// The first console admin.
    pub first_admin: Option<FirstAdmin>,
    /// Who of the staff needs a second factor.
    pub staff_second_factor: SecondFactorRule,
    /// Proxies whose word counts for where a sign-in comes from.
    pub trusted_proxies: Vec<IpNet>,
    /// Chat for urgent cases.
    pub moderators_chat: Option<i64>,
    /// The crisis contacts, instead of the shipped ones.
    pub hotlines_file: Option<PathBuf>,
    /// Deadlines beside those of the domain.
    pub deadlines: Deadlines,
    /// Who may do how much.
    pub limits: Limits,
    /// Weights of the score.
    pub weights: Weights,
    /// Percent of members whose experiment arm allows the soft rule.
    pub soft_share_percent: u32,
    /// Logs and traces.
    pub telemetry: TelemetryConfig,
    rules: domain::Rules,
    shown: Vec<(&'static str, String)>,
}

impl Config {
    /// The domain's deadlines.
    pub fn rules(&self) -> domain::Rules {
        self.rules.clone()
    }

    /// Names and values for `config print`, secrets as `***`.
    pub fn shown(&self) -> &[(&'static str, String)] {
        &self.shown
    }

    /// Whether `serve --clock` may be used: never where real members are.
    pub fn check_outside_clock(&self) -> Result<(), ConfigError> {
        if self.telegram.api_is_loopback() {
            return Ok(());
        }
        Err(ConfigError {
            problems: vec![
                "--clock is for tests: TELEGRAM_API_URL must be a loopback address.".to_owned(),
            ],
        })
    }
}
