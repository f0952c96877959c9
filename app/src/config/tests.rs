//! What operators may write, and what they are told.

use std::collections::BTreeMap;

use chrono::Duration;
use secrecy::ExposeSecret;

use super::*;

mod exposed;

/// contract.md, "Environment".
const PROMISED: &str = "TELEGRAM_BOT_TOKEN TELEGRAM_API_URL TELEGRAM_WEBHOOK_SECRET PUBLIC_BASE_URL API_LISTEN DATABASE_URL \
    DATABASE_REPLICA_URL VAULT_DATABASE_URL REDIS_URL INTERNAL_BOT_SECRET INTERNAL_BOT_SECRET_PREVIOUS TIPS_HMAC_SECRET \
    TIPS_HMAC_SECRET_PREVIOUS VAULT_MASTER_KEY VAULT_MASTER_KEY_PREVIOUS AUDIT_SIGNING_KEY ADMIN_USER ADMIN_PASS MOD_CHAT_ID \
    NOTALONE_PROPOSAL_TTL=5m NOTALONE_SEARCH_TTL=24h NOTALONE_SOFT_MATCH_AFTER=5m NOTALONE_DECLINE_COOLDOWN=72h \
    NOTALONE_BLOCK_COOLDOWN=30d NOTALONE_CHAT_IDLE_END=24h NOTALONE_CHAT_TIME_BOX=off NOTALONE_TIP_WINDOW=24h NOTALONE_REPORT_WINDOW=24h \
    NOTALONE_REPORT_INTERVAL=60s NOTALONE_CASE_TEXT_RETENTION=180d NOTALONE_MATCH_WINDOW=1s NOTALONE_MAX_MISSES=2 NOTALONE_REMATCH_COOLDOWN=7d \
    NOTALONE_EXPIRED_COOLDOWN=1h NOTALONE_WEIGHT_TOPICS=0.6 NOTALONE_WEIGHT_TIME=0.2 NOTALONE_WEIGHT_HELPFULNESS=0.2 \
    NOTALONE_RELAY_PER_MINUTE=15 NOTALONE_RELAY_BURST=5 NOTALONE_FIND_PER_MINUTE=6 NOTALONE_TELEGRAM_PER_SECOND=30 \
    NOTALONE_TELEGRAM_CHAT_PER_SECOND=1 NOTALONE_TELEGRAM_CHAT_BURST=3 LOG_FORMAT RUST_LOG OTEL_EXPORTER_OTLP_ENDPOINT \
    SENTRY_DSN TELEGRAM_API_URL=https://api.telegram.org API_LISTEN=0.0.0.0:8000";

const WEBHOOKS: Purpose = Purpose::Serve {
    bot: true,
    polling: false,
};

fn secret(name: &str) -> String {
    format!("{name}: q8Zr1Lk0vXw5Tn7Yb3Hs9Df2Gm4Cj6Pa")
}

/// A complete environment for `serve` with webhooks.
fn complete() -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, String> = [
        ("TELEGRAM_BOT_TOKEN", "1001:AAA-token_1, 1002:BBB"),
        ("TELEGRAM_WEBHOOK_SECRET", "A-b_9"),
        ("PUBLIC_BASE_URL", "https://bot.neodin.ru/"),
        ("DATABASE_URL", "postgres://u:hidden-password@db/notalone"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for name in [
        "INTERNAL_BOT_SECRET",
        "TIPS_HMAC_SECRET",
        "VAULT_MASTER_KEY",
        "AUDIT_SIGNING_KEY",
    ] {
        values.insert(name.to_owned(), secret(name));
    }
    values
}

fn with(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut values = complete();
    for (name, value) in changes {
        values.insert((*name).to_owned(), (*value).to_owned());
    }
    values
}

fn read(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_values(with(changes), WEBHOOKS, Strictness::Production)
}

#[track_caller]
fn assert_refused(changes: &[(&str, &str)], name: &str) {
    let problems = read(changes).unwrap_err().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with(&format!("{name} ")), "{problems:?}");
    assert!(problems[0].ends_with('.'), "{problems:?}");
}

#[test]
fn every_promised_name_is_known_with_its_default() {
    for promised in PROMISED.split_whitespace() {
        let (name, default) = promised
            .split_once('=')
            .map_or((promised, None), |(name, default)| (name, Some(default)));
        let known = VARIABLES.iter().find(|variable| variable.name == name);
        let known = known.unwrap_or_else(|| panic!("{name} is not known"));
        assert!(default.is_none() || known.default == default, "{name}");
    }
}

#[test]
fn defaults_are_those_of_the_product() {
    let config = read(&[]).unwrap();
    assert_eq!(config.rules(), domain::Rules::default());
    assert_eq!(config.weights, Weights::default());
    assert_eq!(config.telegram.bots.len(), 2);
    assert_eq!(config.telegram.bots[1].id, BotId(1002));
    assert_eq!(config.telegram.bots[1].token.expose_secret(), "1002:BBB");
    assert_eq!(
        config.telegram.webhook_url(BotId(1002)).unwrap(),
        "https://bot.neodin.ru/telegram/webhook/1002"
    );
    assert_eq!(config.limits.relay.per_period, 15);
    assert_eq!(config.limits.relay.burst, 5);
    assert_eq!(config.soft_share_percent, 100);
    assert_eq!(config.deadlines.match_window, Duration::seconds(1));
    assert_eq!(config.database.redis_timeout.as_millis(), 250);
    assert_eq!(config.telemetry.log_format, LogFormat::Json);
}

#[test]
fn values_with_units_are_read() {
    let config = read(&[
        ("NOTALONE_PROPOSAL_TTL", "90s"),
        ("NOTALONE_BLOCK_COOLDOWN", "1d 12h"),
        ("NOTALONE_CHAT_IDLE_END", "6h"),
        ("NOTALONE_MATCH_WINDOW", "250ms"),
        ("NOTALONE_RELAY_PER_MINUTE", "0"),
        ("NOTALONE_SOFT_SHARE", " 50 "),
        ("REDIS_URL", ""),
        ("NOTALONE_REDIS_TIMEOUT", "2s"),
        ("VAULT_MASTER_KEY_PREVIOUS", &secret("older")),
    ])
    .unwrap();
    assert_eq!(config.rules().proposal_ttl, Duration::seconds(90));
    assert_eq!(config.rules().block_cooldown, Duration::hours(36));
    assert_eq!(config.rules().chat_idle_end, Duration::hours(6));
    assert_eq!(config.deadlines.match_window, Duration::milliseconds(250));
    assert_eq!(config.limits.relay.per_period, 0);
    assert_eq!(config.soft_share_percent, 50);
    assert!(config.database.redis_url.is_none(), "empty is not set");
    assert_eq!(config.database.redis_timeout.as_secs(), 2);
    assert_eq!(config.secrets.vault_master.unwrap().all().count(), 2);
}

#[test]
fn a_talk_has_no_time_box_or_one_of_a_day_to_three() {
    assert_eq!(read(&[]).unwrap().rules().chat_time_box, None);
    for (text, hours) in [("24h", 24), ("2d", 48), ("72h", 72)] {
        let config = read(&[("NOTALONE_CHAT_TIME_BOX", text)]).unwrap();
        assert_eq!(config.rules().chat_time_box, Some(Duration::hours(hours)));
    }
    for text in ["on", "23h", "73h", "0s"] {
        assert_refused(
            &[("NOTALONE_CHAT_TIME_BOX", text)],
            "NOTALONE_CHAT_TIME_BOX",
        );
    }
}

#[test]
fn trusted_proxies_are_networks_or_single_addresses() {
    let name = "NOTALONE_TRUSTED_PROXIES";
    let config = read(&[(name, "10.0.0.0/8, 192.0.2.7,fd00::/8")]).unwrap();
    let read_as: Vec<String> = config
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(read_as, ["10.0.0.0/8", "192.0.2.7/32", "fd00::/8"]);
    assert!(read(&[]).unwrap().trusted_proxies.is_empty());
    for wrong in [
        "proxy",
        "10.0.0.0/33",
        "10.0.0.1,,10.0.0.2",
        "10.0.0.0/8 fd00::/8",
    ] {
        assert_refused(&[(name, wrong)], name);
    }
}

#[test]
fn a_wrong_value_is_named_in_one_sentence() {
    assert_refused(&[("NOTALONE_PROPOSAL_TL", "5m")], "NOTALONE_PROPOSAL_TL");
    assert_refused(&[("NOTALONE_PROPOSAL_TTL", "5")], "NOTALONE_PROPOSAL_TTL");
    assert_refused(&[("NOTALONE_PROPOSAL_TTL", "0s")], "NOTALONE_PROPOSAL_TTL");
    assert_refused(
        &[("NOTALONE_PROPOSAL_TTL", "20years")],
        "NOTALONE_PROPOSAL_TTL",
    );
    assert_refused(&[("NOTALONE_MAX_MISSES", "0")], "NOTALONE_MAX_MISSES");
    assert_refused(
        &[("NOTALONE_RELAY_PER_MINUTE", "-1")],
        "NOTALONE_RELAY_PER_MINUTE",
    );
    assert_refused(&[("NOTALONE_SOFT_SHARE", "101")], "NOTALONE_SOFT_SHARE");
    assert_refused(&[("NOTALONE_WEIGHT_TIME", "NaN")], "NOTALONE_WEIGHT_TIME");
    assert_refused(
        &[("TELEGRAM_BOT_TOKEN", "1001:A,1001:B")],
        "TELEGRAM_BOT_TOKEN",
    );
    assert_refused(&[("TELEGRAM_BOT_TOKEN", "no-colon")], "TELEGRAM_BOT_TOKEN");
    assert_refused(
        &[("TELEGRAM_WEBHOOK_SECRET", "with space")],
        "TELEGRAM_WEBHOOK_SECRET",
    );
    assert_refused(
        &[("TELEGRAM_WEBHOOK_SECRET", &"a".repeat(257))],
        "TELEGRAM_WEBHOOK_SECRET",
    );
    assert_refused(
        &[("PUBLIC_BASE_URL", "http://bot.neodin.ru")],
        "PUBLIC_BASE_URL",
    );
    assert_refused(&[("TELEGRAM_API_URL", "ftp://x")], "TELEGRAM_API_URL");
    assert_refused(&[("API_LISTEN", "8000")], "API_LISTEN");
    assert_refused(&[("DATABASE_URL", "mysql://x/y")], "DATABASE_URL");
    assert_refused(&[("REDIS_URL", "nonsense")], "REDIS_URL");
    assert_refused(
        &[("NOTALONE_REDIS_TIMEOUT", "11s")],
        "NOTALONE_REDIS_TIMEOUT",
    );
    assert_refused(&[("LOG_FORMAT", "xml")], "LOG_FORMAT");
    assert_refused(&[("ADMIN_USER", "root")], "ADMIN_PASS");
    assert_refused(&[("MOD_CHAT_ID", "@chat")], "MOD_CHAT_ID");
}

#[test]
fn weak_example_and_repeated_secrets_are_refused_outside_demo() {
    assert_refused(&[("VAULT_MASTER_KEY", "short")], "VAULT_MASTER_KEY");
    assert_refused(&[("VAULT_MASTER_KEY", &"a".repeat(64))], "VAULT_MASTER_KEY");
    assert_refused(
        &[(
            "VAULT_MASTER_KEY",
            "CHANGEME-please-this-is-only-an-idea-0123",
        )],
        "VAULT_MASTER_KEY",
    );
    assert_refused(
        &[("VAULT_MASTER_KEY_PREVIOUS", "short")],
        "VAULT_MASTER_KEY_PREVIOUS",
    );
    assert_refused(
        &[("TIPS_HMAC_SECRET", &secret("INTERNAL_BOT_SECRET"))],
        "TIPS_HMAC_SECRET",
    );
    let demo = Config::from_values(
        with(&[("VAULT_MASTER_KEY", "short")]),
        WEBHOOKS,
        Strictness::Demo,
    );
    assert!(demo.is_ok());
}

#[test]
fn every_problem_is_found_at_once_and_no_secret_is_in_any() {
    let error = Config::from_values(
        [
            ("NOTALONE_WHAT", "1"),
            ("TELEGRAM_BOT_TOKEN", "leaked-token-value"),
            ("VAULT_MASTER_KEY", "leaked-master-key"),
            ("LOG_FORMAT", "xml"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        WEBHOOKS,
        Strictness::Production,
    )
    .unwrap_err();
    let text = error.to_string();
    for name in [
        "NOTALONE_WHAT",
        "TELEGRAM_BOT_TOKEN",
        "VAULT_MASTER_KEY",
        "LOG_FORMAT",
        "DATABASE_URL",
        "PUBLIC_BASE_URL",
        "TELEGRAM_WEBHOOK_SECRET",
        "INTERNAL_BOT_SECRET",
        "TIPS_HMAC_SECRET",
        "AUDIT_SIGNING_KEY",
    ] {
        assert_eq!(
            text.lines().filter(|line| line.starts_with(name)).count(),
            1,
            "{name} in {text}"
        );
    }
    assert!(!text.contains("leaked"), "{text}");
}

#[test]
fn what_is_needed_depends_on_what_is_done() {
    let only_database = || {
        BTreeMap::from([(
            "DATABASE_URL".to_owned(),
            "postgres://db/notalone".to_owned(),
        )])
    };
    assert!(Config::from_values(only_database(), Purpose::Command, Strictness::Production).is_ok());
    let mut polling = complete();
    polling.remove("PUBLIC_BASE_URL");
    polling.remove("TELEGRAM_WEBHOOK_SECRET");
    let purpose = Purpose::Serve {
        bot: true,
        polling: true,
    };
    assert!(Config::from_values(polling.clone(), purpose, Strictness::Production).is_ok());
    polling.remove("TELEGRAM_BOT_TOKEN");
    assert!(Config::from_values(polling, purpose, Strictness::Production).is_err());
}

#[test]
fn secrets_are_shown_as_stars_and_never_by_debug() {
    let config = read(&[("REDIS_URL", "redis://:hidden-password@r:6379")]).unwrap();
    let shown: BTreeMap<_, _> = config.shown().iter().cloned().collect();
    for (name, value) in complete() {
        let is_secret = name != "PUBLIC_BASE_URL";
        assert_eq!(shown[name.as_str()] == "***", is_secret, "{name}");
        let debug = format!("{config:?}");
        assert!(!is_secret || !debug.contains(value.as_str()), "{name}");
        assert!(!debug.contains("hidden-password"));
    }
    assert_eq!(shown["NOTALONE_SEARCH_TTL"], "24h");
}

#[test]
fn the_outside_clock_is_for_a_bot_api_on_this_computer() {
    for (url, is_allowed) in [
        ("http://127.0.0.1:8081", true),
        ("http://[::1]:8081", true),
        ("http://localhost:8081", true),
        ("https://api.telegram.org", false),
        ("http://127.0.0.1.evil.org", false),
        ("http://10.0.0.1", false),
    ] {
        let config = read(&[("TELEGRAM_API_URL", url)]).unwrap();
        assert_eq!(config.check_outside_clock().is_ok(), is_allowed, "{url}");
    }
    assert!(read(&[("PUBLIC_BASE_URL", "http://127.0.0.1:8000")]).is_ok());
}
