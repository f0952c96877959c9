//! What is warned about, and what is not.

use super::*;

/// The names of the variables that are warned about.
fn warned(changes: &[(&str, &str)]) -> Vec<String> {
    let warnings = read(changes).unwrap().warnings();
    let names = warnings
        .iter()
        .map(|warning| warning.split(' ').next().unwrap().to_owned());
    names.collect()
}

#[test]
fn a_database_on_another_machine_without_tls_is_warned_about() {
    for (url, is_warned) in [
        ("postgres://u:p@db/notalone", false),
        ("postgres://u:p@127.0.0.1:5432/notalone", false),
        ("postgres://u:p@[::1]/notalone", false),
        ("postgres://u:p@localhost/notalone", false),
        ("postgres:///notalone?host=/run/postgresql", false),
        ("postgres://u:p@%2Frun%2Fpostgresql/notalone", false),
        ("postgres://u:p@db.example.org/notalone", true),
        ("postgres://u:p@10.0.0.5/notalone", true),
        ("postgres://u:p@[fd00::5]/notalone", true),
        (
            "postgres://u:p@db.example.org/notalone?sslmode=prefer",
            true,
        ),
        (
            "postgres://u:p@db.example.org/notalone?sslmode=disable",
            true,
        ),
        (
            "postgres://u:p@db.example.org/notalone?sslmode=require",
            false,
        ),
        (
            "postgres://u:p@10.0.0.5/notalone?sslmode=verify-full",
            false,
        ),
    ] {
        for name in ["DATABASE_URL", "DATABASE_REPLICA_URL", "VAULT_DATABASE_URL"] {
            let expected: &[&str] = if is_warned { &[name] } else { &[] };
            assert_eq!(warned(&[(name, url)]), expected, "{url}");
        }
    }
}

#[test]
fn redis_and_telegram_on_another_machine_without_tls_are_warned_about() {
    for (name, url, is_warned) in [
        ("REDIS_URL", "redis://redis:6379", false),
        ("REDIS_URL", "redis://127.0.0.1:6379", false),
        ("REDIS_URL", "redis+unix:///run/redis.sock", false),
        ("REDIS_URL", "redis://:p@cache.example.org:6379", true),
        ("REDIS_URL", "rediss://:p@cache.example.org:6379", false),
        ("TELEGRAM_API_URL", "https://api.telegram.org", false),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081", false),
        ("TELEGRAM_API_URL", "http://telegram-bot-api:8081", true),
        ("TELEGRAM_API_URL", "http://10.0.0.5:8081", true),
    ] {
        let expected: &[&str] = if is_warned { &[name] } else { &[] };
        assert_eq!(warned(&[(name, url)]), expected, "{url}");
    }
}

#[test]
fn no_warning_repeats_an_address() {
    let config = read(&[
        ("DATABASE_URL", "postgres://u:hidden@db.example.org/n"),
        ("REDIS_URL", "redis://:hidden@cache.example.org"),
        ("TELEGRAM_API_URL", "http://hidden.example.org"),
    ]);
    let warnings = config.unwrap().warnings();
    assert_eq!(warnings.len(), 3);
    assert!(warnings.iter().all(|one| !one.contains("hidden")));
}

#[test]
fn a_console_that_may_be_reached_without_tls_is_warned_about() {
    for (public, listen, is_warned) in [
        ("https://bot.neodin.ru", "0.0.0.0:8000", false),
        ("http://127.0.0.1:8000", "0.0.0.0:8000", false),
        ("", "127.0.0.1:8000", false),
        ("", "0.0.0.0:8000", true),
    ] {
        let values = with(&[("PUBLIC_BASE_URL", public), ("API_LISTEN", listen)]);
        let purpose = Purpose::Serve {
            bot: true,
            polling: true,
        };
        let config = Config::from_values(values, purpose, Strictness::Production).unwrap();
        assert_eq!(
            config.console_warning().is_some(),
            is_warned,
            "{public} {listen}"
        );
    }
}
