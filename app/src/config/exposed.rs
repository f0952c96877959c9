//! What would go over a network in clear. Said at the start and by `config check`, and not refused: the network may be a private one.

use std::net::IpAddr;

use redis::ConnectionAddr;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{Config, DatabaseConfig, load};

impl Config {
    /// One sentence for each connection that others on the way could read. Never with an address in it: it may hold a password.
    pub fn warnings(&self) -> Vec<String> {
        let DatabaseConfig {
            main_url,
            replica_url,
            vault_url,
            redis_url,
            ..
        } = &self.database;
        let databases = [
            ("DATABASE_URL", Some(main_url)),
            ("DATABASE_REPLICA_URL", replica_url.as_ref()),
            ("VAULT_DATABASE_URL", vault_url.as_ref()),
        ];
        let mut found: Vec<String> = databases
            .into_iter()
            .filter(|(_, url)| url.is_some_and(is_plain_database))
            .map(|(name, _)| {
                format!("{name} leads to another machine without TLS: add sslmode=verify-full, or at least sslmode=require")
            })
            .collect();
        if redis_url.as_ref().is_some_and(is_plain_redis) {
            found.push(
                "REDIS_URL leads to another machine without TLS: write rediss:// instead of redis://"
                    .to_owned(),
            );
        }
        if is_plain_http(&self.telegram.api_url) {
            found.push(
                "TELEGRAM_API_URL leads to another machine without TLS: what members say and the tokens of the bots can be read on the way"
                    .to_owned(),
            );
        }
        found
    }

    /// The same for whoever works in the console, where this process serves it: cookies are only kept from plain connections, and
    /// browsers only told to come back over https, when it is known that they come over https.
    pub fn console_warning(&self) -> Option<String> {
        let is_told = self.telegram.public_base_url.is_some();
        (!is_told && !self.api_listen.ip().is_loopback()).then(|| {
            "PUBLIC_BASE_URL is not set: the console takes its visitors to come without TLS, and its cookies are sent without it"
                .to_owned()
        })
    }
}

/// Whether the host is elsewhere. A name without a dot is a neighbour, such as a service of the same compose file.
fn is_far(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => !address.is_loopback(),
        Err(_) => host.contains('.'),
    }
}

fn is_plain_database(url: &SecretString) -> bool {
    let Ok(options) = url.expose_secret().parse::<PgConnectOptions>() else {
        return false;
    };
    // With `prefer`, which is the default, whoever stands in between says that there is no TLS.
    let may_be_plain = matches!(
        options.get_ssl_mode(),
        PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer
    );
    let is_socket = options.get_socket().is_some() || options.get_host().starts_with('/');
    may_be_plain && !is_socket && is_far(options.get_host())
}

fn is_plain_redis(url: &SecretString) -> bool {
    redis::Client::open(url.expose_secret()).is_ok_and(|client| {
        match client.get_connection_info().addr() {
            ConnectionAddr::Tcp(host, _) => is_far(host),
            _ => false,
        }
    })
}

/// No host but this one is near enough: the tokens of the bots are in the path.
fn is_plain_http(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() == "http") && !load::is_loopback(url)
}
