//! The configuration of a demo: the environment's servers, and values that suit an afternoon instead of a week.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use anyhow::anyhow;
use app::config::{Config, Purpose, Strictness};

/// The bot of the demo, as the simulator knows it.
pub(crate) const BOT_TOKEN: &str = "1000001:demo";

/// Who signs in to the console of the demo.
pub(crate) const CONSOLE_USER: &str = "moderator";
pub(crate) const CONSOLE_PASSWORD: &str = "demo-moderator";

/// What is taken from the environment as it is.
const FROM_ENVIRONMENT: [&str; 4] = ["DATABASE_URL", "REDIS_URL", "RUST_LOG", "LOG_FORMAT"];

/// What differs from a deployment. No value protects anything: the demo listens on this computer only.
const VALUES: [(&str, &str); 20] = [
    ("TELEGRAM_BOT_TOKEN", BOT_TOKEN),
    ("TELEGRAM_WEBHOOK_SECRET", "demo-webhook-secret"),
    (
        "INTERNAL_BOT_SECRET",
        "demo: signs buttons and calls of nobody",
    ),
    ("TIPS_HMAC_SECRET", "demo: signs invoices that nobody pays"),
    (
        "VAULT_MASTER_KEY",
        "demo: wraps keys of people who are made up",
    ),
    (
        "AUDIT_SIGNING_KEY",
        "demo: signs the head of a log without a past",
    ),
    // The forty are soon through with each other otherwise.
    ("NOTALONE_DECLINE_COOLDOWN", "2m"),
    ("NOTALONE_REMATCH_COOLDOWN", "2m"),
    ("NOTALONE_EXPIRED_COOLDOWN", "1m"),
    // Keeps the hosts apart: two of them never share more than one topic.
    ("NOTALONE_SOFT_SHARE", "0"),
    ("NOTALONE_FIND_PER_MINUTE", "60"),
    // The simulator has no limits.
    ("NOTALONE_TELEGRAM_PER_SECOND", "0"),
    ("NOTALONE_TELEGRAM_CHAT_PER_SECOND", "0"),
    ("NOTALONE_DATABASE_CONNECTIONS", "20"),
    ("API_LISTEN", "127.0.0.1:0"),
    // Whoever looks at the demo has no phone to set up for it.
    ("NOTALONE_STAFF_SECOND_FACTOR", "optional"),
    ("ADMIN_USER", CONSOLE_USER),
    ("ADMIN_PASS", CONSOLE_PASSWORD),
    ("LOG_FORMAT", "pretty"),
    ("RUST_LOG", "error"),
];

/// The configuration for a simulator and a listener that are there already.
pub(crate) fn config(telegram_api_url: String, listen: SocketAddr) -> anyhow::Result<Config> {
    let own = VALUES.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut values = BTreeMap::from(own);
    values.insert("TELEGRAM_API_URL".to_owned(), telegram_api_url);
    values.insert("PUBLIC_BASE_URL".to_owned(), format!("http://{listen}"));
    for name in FROM_ENVIRONMENT {
        if let Ok(value) = std::env::var(name) {
            values.insert(name.to_owned(), value);
        }
    }
    let purpose = Purpose::Serve {
        bot: true,
        polling: false,
    };
    Config::from_values(values, purpose, Strictness::Demo).map_err(|error| anyhow!("{error}"))
}
