//! What a test wants of its system.

use chrono::{DateTime, TimeZone, Utc};

/// Where the database is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Postgres {
    /// A database of the server that all tests share.
    #[default]
    Shared,
    /// A server of this test alone, to be stopped and crashed.
    Private,
    /// The same, which really writes to disk: for looking at its files.
    Durable,
}

/// Whether there is a Redis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Redis {
    /// `REDIS_URL` is not set.
    #[default]
    Unset,
    /// One of this test alone.
    Running,
    /// `REDIS_URL` is set and nothing answers there.
    Down,
}

/// How a system is set up.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// One process each; `None` plays every role.
    pub(crate) roles: Vec<Option<&'static str>>,
    pub(crate) polling: bool,
    /// The moment at which the clock stands.
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) postgres: Postgres,
    /// Whether processes reach the database through a proxy that can misbehave.
    pub(crate) database_proxy: bool,
    pub(crate) redis: Redis,
    /// Whether processes are users of Postgres who own nothing, as `migrate` is not.
    pub(crate) serving_role: bool,
    variables: Vec<(String, String)>,
}

impl Default for Options {
    /// One replica, webhooks, a clock that stands at an ordinary afternoon in Moscow, no Redis, no limits.
    fn default() -> Self {
        let unlimited = [
            "NOTALONE_TELEGRAM_PER_SECOND",
            "NOTALONE_TELEGRAM_CHAT_PER_SECOND",
            "NOTALONE_RELAY_PER_MINUTE",
            "NOTALONE_FIND_PER_MINUTE",
        ];
        Self {
            roles: vec![None],
            polling: false,
            starts_at: Utc.with_ymd_and_hms(2026, 3, 2, 12, 0, 0).unwrap(),
            postgres: Postgres::default(),
            database_proxy: false,
            redis: Redis::default(),
            serving_role: false,
            variables: unlimited
                .map(|name| (name.to_owned(), "0".to_owned()))
                .into(),
        }
        .variable("NOTALONE_MATCH_WINDOW", "50ms")
        // Tests of the second factor ask for it; the others come in by their password.
        .variable("NOTALONE_STAFF_SECOND_FACTOR", "optional")
        // A machine that is busy with other tests may be late; tests of a Redis that hangs set what members get.
        .variable("NOTALONE_REDIS_TIMEOUT", "10s")
    }
}

impl Options {
    /// Several replicas behind a balancer that gives them updates in turn.
    pub(crate) fn replicas(mut self, replicas: usize) -> Self {
        self.roles = vec![None; replicas];
        self
    }

    /// One process for each of these, like `api,bot`.
    pub(crate) fn roles(mut self, roles: &[&'static str]) -> Self {
        self.roles = roles.iter().map(|roles| Some(*roles)).collect();
        self
    }

    /// `serve --polling`.
    pub(crate) fn polling(mut self) -> Self {
        self.polling = true;
        self
    }

    /// The moment at which the clock stands.
    pub(crate) fn starts_at(mut self, moment: DateTime<Utc>) -> Self {
        self.starts_at = moment;
        self
    }

    pub(crate) fn postgres(mut self, postgres: Postgres) -> Self {
        self.postgres = postgres;
        self
    }

    /// `serve` has the rights that a deployment needs to give it, and no others.
    pub(crate) fn serving_role(mut self) -> Self {
        self.serving_role = true;
        self
    }

    pub(crate) fn database_proxy(mut self) -> Self {
        self.database_proxy = true;
        self
    }

    pub(crate) fn redis(mut self, redis: Redis) -> Self {
        self.redis = redis;
        self
    }

    /// Messages a minute and at once.
    pub(crate) fn relay_limit(self, per_minute: u32, burst: u32) -> Self {
        self.variable("NOTALONE_RELAY_PER_MINUTE", per_minute)
            .variable("NOTALONE_RELAY_BURST", burst)
    }

    /// Any variable of the processes; a later value replaces an earlier one.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers are written where they are passed"
    )]
    pub(crate) fn variable(mut self, name: &str, value: impl ToString) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_string()));
        self
    }

    pub(crate) fn variables(&self) -> &[(String, String)] {
        &self.variables
    }
}
