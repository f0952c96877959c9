//! From names and values to a [`Config`].

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::matching::Weights;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;

use super::files;
use super::reader::Reader;
use super::secrets::{RotatingSecret, weakness};
use super::{
    BotToken, Config, ConfigError, DatabaseConfig, Deadlines, FirstAdmin, Limits, LogFormat,
    Purpose, Secrets, Strictness, TelegramConfig, TelemetryConfig,
};
use crate::BotId;
use crate::coordination::Quota;

const MAX_WEBHOOK_SECRET_CHARS: usize = 256;
const MINUTE: Duration = Duration::from_mins(1);
const SECOND: Duration = Duration::from_secs(1);
/// Above this a limit is a typing error; 0 says "unlimited".
const MAX_RATE: u32 = 1_000_000;
const MAX_CONNECTIONS: u32 = 1_000;
/// Well below the 20 s in which a message is delivered or its sender told.
const REDIS_TIMEOUTS: RangeInclusive<Duration> = Duration::from_millis(1)..=Duration::from_secs(10);

impl Config {
    /// Reads the environment, and underneath it a `.env` file in the working folder if there is one.
    pub fn load(purpose: Purpose, strictness: Strictness) -> Result<Self, ConfigError> {
        let mut values = BTreeMap::new();
        let mut problems = Vec::new();
        if let Err(error) = read_env_file(Path::new(".env"), &mut values) {
            problems.push(error);
        }
        for (name, value) in std::env::vars_os() {
            if let (Ok(name), Ok(value)) = (name.into_string(), value.into_string()) {
                values.insert(name, value);
            }
        }
        problems.extend(files::read(&mut values));
        match Self::from_values(values, purpose, strictness) {
            Ok(config) if problems.is_empty() => Ok(config),
            Ok(_) => Err(ConfigError { problems }),
            Err(mut error) => {
                error.problems.splice(0..0, problems);
                Err(error)
            }
        }
    }

    /// The same from values in hand.
    pub fn from_values(
        values: BTreeMap<String, String>,
        purpose: Purpose,
        strictness: Strictness,
    ) -> Result<Self, ConfigError> {
        let mut reader = Reader::new(values);
        let main_url = required(&mut reader, "DATABASE_URL", true);
        let telegram = telegram(&mut reader, purpose);
        let api_listen = reader.parse("API_LISTEN", "an address like 0.0.0.0:8000", |text| {
            text.parse().ok()
        });
        let secrets = secrets(&mut reader, purpose, strictness);
        let first_admin = first_admin(&mut reader);
        let moderators_chat = reader.parse("MOD_CHAT_ID", "a chat id", |text| text.parse().ok());
        let staff_second_factor = reader.parse(
            "NOTALONE_STAFF_SECOND_FACTOR",
            "optional, required or everywhere",
            |text| text.parse().ok(),
        );
        let trusted_proxies = reader.networks("NOTALONE_TRUSTED_PROXIES");
        let hotlines_file = reader.text("NOTALONE_HOTLINES").map(PathBuf::from);
        let rules = rules(&mut reader);
        let deadlines = deadlines(&mut reader);
        let limits = limits(&mut reader);
        let weights = weights(&mut reader);
        let soft_share_percent = reader.number("NOTALONE_SOFT_SHARE", 0, 100);
        let telemetry = telemetry(&mut reader);
        let connections = reader.number("NOTALONE_DATABASE_CONNECTIONS", 2, MAX_CONNECTIONS);
        let shown = reader.shown();
        let database = DatabaseConfig {
            main_url: main_url.unwrap_or_default(),
            replica_url: reader.secret("DATABASE_REPLICA_URL"),
            vault_url: reader.secret("VAULT_DATABASE_URL"),
            redis_url: reader.secret("REDIS_URL"),
            redis_timeout: reader.duration_within("NOTALONE_REDIS_TIMEOUT", &REDIS_TIMEOUTS),
            connections,
        };
        check_database_urls(&mut reader);
        let problems = reader.into_problems();
        match (api_listen, telegram, telemetry, staff_second_factor) {
            (Some(api_listen), Some(telegram), Some(telemetry), Some(staff_second_factor))
                if problems.is_empty() =>
            {
                Ok(Self {
                    telegram,
                    api_listen,
                    database,
                    secrets,
                    first_admin,
                    staff_second_factor,
                    trusted_proxies,
                    moderators_chat,
                    hotlines_file,
                    deadlines,
                    limits,
                    weights,
                    soft_share_percent,
                    telemetry,
                    rules,
                    shown,
                })
            }
            _ => Err(ConfigError { problems }),
        }
    }
}

/// Says which line of the file is wrong, never what it holds.
fn read_env_file(path: &Path, values: &mut BTreeMap<String, String>) -> Result<(), String> {
    let lines = match dotenvy::from_path_iter(path) {
        Ok(lines) => lines,
        Err(dotenvy::Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(());
        }
        Err(_) => return Err(format!("{} cannot be read.", path.display())),
    };
    for (index, line) in lines.enumerate() {
        let (name, value) = line.map_err(|_| {
            format!(
                "{} is not understood at its {}. assignment.",
                path.display(),
                index + 1
            )
        })?;
        values.insert(name, value);
    }
    Ok(())
}

fn required(reader: &mut Reader, name: &str, needed: bool) -> Option<SecretString> {
    let value = reader.secret(name);
    if needed && value.is_none() {
        reader.problem(name, "is required");
    }
    value
}

fn check_database_urls(reader: &mut Reader) {
    for name in ["DATABASE_URL", "DATABASE_REPLICA_URL", "VAULT_DATABASE_URL"] {
        let _ = reader.parse(
            name,
            "an address like postgres://user:password@host/database",
            |text| {
                // sqlx takes any scheme.
                let is_postgres =
                    text.starts_with("postgres://") || text.starts_with("postgresql://");
                text.parse::<PgConnectOptions>()
                    .ok()
                    .filter(|_| is_postgres)
            },
        );
    }
    let _ = reader.parse("REDIS_URL", "an address like redis://host:6379", |text| {
        redis::Client::open(text).ok()
    });
}

fn telegram(reader: &mut Reader, purpose: Purpose) -> Option<TelegramConfig> {
    let (bot, webhook) = match purpose {
        Purpose::Serve { bot, polling } => (bot, bot && !polling),
        Purpose::Command => (false, false),
    };
    let _ = required(reader, "TELEGRAM_BOT_TOKEN", bot);
    let _ = required(reader, "TELEGRAM_WEBHOOK_SECRET", webhook);
    let _ = required(reader, "PUBLIC_BASE_URL", webhook);
    let bots = reader.parse(
        "TELEGRAM_BOT_TOKEN",
        "`id:secret`, several separated by commas, each bot once",
        parse_tokens,
    );
    let webhook_secret = reader.parse(
        "TELEGRAM_WEBHOOK_SECRET",
        "1 to 256 of A-Z, a-z, 0-9, _ and -",
        |text| is_webhook_secret(text).then(|| SecretString::from(text)),
    );
    let public_base_url = reader.parse(
        "PUBLIC_BASE_URL",
        "an https address (http only on this computer), without query",
        |text| base_url(text).filter(|url| url.starts_with("https:") || is_loopback(url)),
    );
    let api_url = reader.parse(
        "TELEGRAM_API_URL",
        "an http or https address, without query",
        base_url,
    )?;
    Some(TelegramConfig {
        bots: bots.unwrap_or_default(),
        api_url,
        webhook_secret,
        public_base_url,
    })
}

fn parse_tokens(text: &str) -> Option<Vec<BotToken>> {
    let bots: Option<Vec<BotToken>> = text
        .split(',')
        .map(|token| parse_token(token.trim()))
        .collect();
    bots.filter(|bots| {
        let ids: HashSet<BotId> = bots.iter().map(|bot| bot.id).collect();
        ids.len() == bots.len()
    })
}

fn parse_token(token: &str) -> Option<BotToken> {
    let (id, secret) = token.split_once(':')?;
    let id = id.parse().ok().filter(|id| *id > 0)?;
    is_webhook_secret(secret).then(|| BotToken {
        id: BotId(id),
        token: SecretString::from(token),
    })
}

/// Telegram's alphabet for webhook secrets, which tokens share.
fn is_webhook_secret(text: &str) -> bool {
    (1..=MAX_WEBHOOK_SECRET_CHARS).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

fn base_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let fits = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none();
    fits.then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// Whether an address leads to this computer by its spelling alone; no name is looked up.
pub(super) fn is_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn secrets(reader: &mut Reader, purpose: Purpose, strictness: Strictness) -> Secrets {
    let needed = matches!(purpose, Purpose::Serve { .. });
    let mut seen: Vec<(String, SecretString)> = Vec::new();
    let mut read = |name: &str| {
        let current = required(reader, name, needed);
        let previous_name = format!("{name}_PREVIOUS");
        let previous = reader.secret(&previous_name);
        if strictness == Strictness::Production {
            for (name, value) in [(name, &current), (&previous_name, &previous)] {
                if let Some(value) = value {
                    check_secret(reader, name, value, &mut seen);
                }
            }
        }
        current.map(|current| RotatingSecret { current, previous })
    };
    Secrets {
        internal_bot: read("INTERNAL_BOT_SECRET"),
        tips_hmac: read("TIPS_HMAC_SECRET"),
        vault_master: read("VAULT_MASTER_KEY"),
        audit_signing: read("AUDIT_SIGNING_KEY"),
    }
}

fn check_secret(
    reader: &mut Reader,
    name: &str,
    value: &SecretString,
    seen: &mut Vec<(String, SecretString)>,
) {
    if let Some(weakness) = weakness(value) {
        reader.problem(name, weakness);
    }
    let same = seen
        .iter()
        .find(|(_, other)| other.expose_secret() == value.expose_secret());
    if let Some((other, _)) = same {
        reader.problem(name, format!("must differ from {other}"));
    }
    seen.push((name.to_owned(), value.clone()));
}

fn first_admin(reader: &mut Reader) -> Option<FirstAdmin> {
    match (reader.text("ADMIN_USER"), reader.secret("ADMIN_PASS")) {
        (Some(user), Some(password)) => Some(FirstAdmin { user, password }),
        (None, None) => None,
        (Some(_), None) => {
            reader.problem("ADMIN_PASS", "is required when ADMIN_USER is set");
            None
        }
        (None, Some(_)) => {
            reader.problem("ADMIN_USER", "is required when ADMIN_PASS is set");
            None
        }
    }
}

fn rules(reader: &mut Reader) -> domain::Rules {
    domain::Rules {
        proposal_ttl: reader.duration("NOTALONE_PROPOSAL_TTL"),
        search_ttl: reader.duration("NOTALONE_SEARCH_TTL"),
        soft_match_after: reader.duration("NOTALONE_SOFT_MATCH_AFTER"),
        decline_cooldown: reader.duration("NOTALONE_DECLINE_COOLDOWN"),
        expired_cooldown: reader.duration("NOTALONE_EXPIRED_COOLDOWN"),
        rematch_cooldown: reader.duration("NOTALONE_REMATCH_COOLDOWN"),
        block_cooldown: reader.duration("NOTALONE_BLOCK_COOLDOWN"),
        max_misses: reader.number("NOTALONE_MAX_MISSES", 1, 1000),
        chat_idle_end: reader.duration("NOTALONE_CHAT_IDLE_END"),
        report_window: reader.duration("NOTALONE_REPORT_WINDOW"),
        report_interval: reader.duration("NOTALONE_REPORT_INTERVAL"),
        chat_time_box: reader.hours_or_off("NOTALONE_CHAT_TIME_BOX", 24, 72),
        tip_window: reader.duration("NOTALONE_TIP_WINDOW"),
        ..domain::Rules::default()
    }
}

fn deadlines(reader: &mut Reader) -> Deadlines {
    Deadlines {
        match_window: reader.duration("NOTALONE_MATCH_WINDOW"),
        case_text_retention: reader.duration("NOTALONE_CASE_TEXT_RETENTION"),
    }
}

fn limits(reader: &mut Reader) -> Limits {
    let find_per_minute = reader.number("NOTALONE_FIND_PER_MINUTE", 0, MAX_RATE);
    let telegram_per_second = reader.number("NOTALONE_TELEGRAM_PER_SECOND", 0, MAX_RATE);
    Limits {
        relay: Quota {
            per_period: reader.number("NOTALONE_RELAY_PER_MINUTE", 0, MAX_RATE),
            period: MINUTE,
            burst: reader.number("NOTALONE_RELAY_BURST", 1, MAX_RATE),
        },
        find: Quota {
            per_period: find_per_minute,
            period: MINUTE,
            burst: find_per_minute.max(1),
        },
        telegram_bot: Quota {
            per_period: telegram_per_second,
            period: SECOND,
            burst: telegram_per_second.max(1),
        },
        telegram_chat: Quota {
            per_period: reader.number("NOTALONE_TELEGRAM_CHAT_PER_SECOND", 0, MAX_RATE),
            period: SECOND,
            burst: reader.number("NOTALONE_TELEGRAM_CHAT_BURST", 1, MAX_RATE),
        },
    }
}

fn weights(reader: &mut Reader) -> Weights {
    let mut weight = |name| reader.number::<f64>(name, 0.0, 1000.0);
    let weights = Weights {
        topics: weight("NOTALONE_WEIGHT_TOPICS"),
        time: weight("NOTALONE_WEIGHT_TIME"),
        helpfulness: weight("NOTALONE_WEIGHT_HELPFULNESS"),
    };
    if weights.topics + weights.time + weights.helpfulness <= 0.0 {
        reader.problem(
            "NOTALONE_WEIGHT_TOPICS",
            "and the other weights must not all be 0",
        );
    }
    weights
}

fn telemetry(reader: &mut Reader) -> Option<TelemetryConfig> {
    let log_format = reader.parse("LOG_FORMAT", "json or pretty", |text| match text {
        "json" => Some(LogFormat::Json),
        "pretty" => Some(LogFormat::Pretty),
        _ => None,
    });
    let log_filter = reader.parse("RUST_LOG", "a filter like info,bot=debug", |text| {
        tracing_subscriber::EnvFilter::try_new(text).ok()?;
        Some(text.to_owned())
    });
    let otlp_endpoint = reader.parse(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "an http or https address",
        base_url,
    );
    Some(TelemetryConfig {
        log_format: log_format?,
        log_filter: log_filter?,
        otlp_endpoint,
        sentry_dsn: reader.secret("SENTRY_DSN"),
    })
}
