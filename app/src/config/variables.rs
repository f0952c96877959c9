//! The names the environment may hold (contract.md, "Environment"), and a few of our own.

/// One name, with what it means.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// The name in the environment.
    pub name: &'static str,
    /// The value when it is not set; `None` for none.
    pub default: Option<&'static str>,
    /// Whether the value is shown as `***`.
    pub secret: bool,
    /// What it means, with its unit.
    pub about: &'static str,
}

const fn plain(name: &'static str, about: &'static str) -> Variable {
    Variable {
        name,
        default: None,
        secret: false,
        about,
    }
}

const fn secret(name: &'static str, about: &'static str) -> Variable {
    Variable {
        name,
        default: None,
        secret: true,
        about,
    }
}

const fn with_default(name: &'static str, default: &'static str, about: &'static str) -> Variable {
    Variable {
        name,
        default: Some(default),
        secret: false,
        about,
    }
}

/// Every name we read. An unknown `NOTALONE_*` name is an error; other names belong to others.
#[rustfmt::skip]
pub const VARIABLES: &[Variable] = &[
    secret("TELEGRAM_BOT_TOKEN", "tokens of the fleet, `id:secret`, separated by commas"),
    with_default("TELEGRAM_API_URL", "https://api.telegram.org", "base of the Bot API"),
    secret("TELEGRAM_WEBHOOK_SECRET", "1-256 of A-Za-z0-9_-, required with webhooks"),
    plain("PUBLIC_BASE_URL", "where Telegram reaches us, required with webhooks"),
    with_default("API_LISTEN", "0.0.0.0:8000", "address of the HTTP server"),
    secret("DATABASE_URL", "the PostgreSQL database"),
    secret("DATABASE_REPLICA_URL", "a replica for queries, optional"),
    secret("VAULT_DATABASE_URL", "another database for the members' keys, optional"),
    secret("REDIS_URL", "what replicas share and can lose, optional"),
    secret("INTERNAL_BOT_SECRET", "signs calls of other front ends, and the tokens of buttons"),
    secret("INTERNAL_BOT_SECRET_PREVIOUS", "the one before, during a rotation"),
    secret("TIPS_HMAC_SECRET", "signs invoices"),
    secret("TIPS_HMAC_SECRET_PREVIOUS", "the one before, during a rotation"),
    secret("VAULT_MASTER_KEY", "wraps the members' keys"),
    secret("VAULT_MASTER_KEY_PREVIOUS", "the one before, during a rotation"),
    secret("AUDIT_SIGNING_KEY", "signs the head of the log"),
    secret("AUDIT_SIGNING_KEY_PREVIOUS", "the one before, during a rotation"),
    plain("ADMIN_USER", "first console admin, created once"),
    secret("ADMIN_PASS", "password of the first console admin"),
    secret("MOD_CHAT_ID", "chat for urgent cases, optional"),
    with_default("NOTALONE_PROPOSAL_TTL", "5m", "how long a proposal waits for both"),
    with_default("NOTALONE_SEARCH_TTL", "24h", "how long a search lasts"),
    with_default("NOTALONE_SOFT_MATCH_AFTER", "5m", "after how long one shared topic is enough"),
    with_default("NOTALONE_DECLINE_COOLDOWN", "72h", "a pair's pause after a skip"),
    with_default("NOTALONE_BLOCK_COOLDOWN", "30d", "a pair's pause after a block, from the block"),
    with_default("NOTALONE_CHAT_IDLE_END", "24h", "a talk without messages ends after this"),
    with_default("NOTALONE_CHAT_TIME_BOX", "off", "how long a talk lasts unless both extend it, 24h to 72h, or off"),
    with_default("NOTALONE_TIP_WINDOW", "24h", "how long after a talk tips are accepted"),
    with_default("NOTALONE_REPORT_WINDOW", "24h", "how long after a talk reports are accepted"),
    with_default("NOTALONE_REPORT_INTERVAL", "60s", "a member's pause between reports"),
    with_default("NOTALONE_CASE_TEXT_RETENTION", "180d", "how long comments, appeals and notes of closed cases are kept"),
    with_default("NOTALONE_MATCH_WINDOW", "1s", "pairs are chosen from what came together in this"),
    with_default("NOTALONE_MAX_MISSES", "2", "unanswered proposals that end a search"),
    with_default("NOTALONE_REMATCH_COOLDOWN", "7d", "a pair's pause after a talk"),
    with_default("NOTALONE_EXPIRED_COOLDOWN", "1h", "a pair's pause after a proposal ran out"),
    with_default("NOTALONE_WEIGHT_TOPICS", "0.6", "weight of shared topics in the score"),
    with_default("NOTALONE_WEIGHT_TIME", "0.2", "weight of shared free time in the score"),
    with_default("NOTALONE_WEIGHT_HELPFULNESS", "0.2", "weight of helpfulness in the score"),
    with_default("NOTALONE_SOFT_SHARE", "100", "percent of members whose experiment arm allows the soft rule"),
    with_default("NOTALONE_RELAY_PER_MINUTE", "15", "messages a member may send in a minute, 0 = unlimited"),
    with_default("NOTALONE_RELAY_BURST", "5", "messages a member may send at once"),
    with_default("NOTALONE_FIND_PER_MINUTE", "6", "searches a member may start in a minute, 0 = unlimited"),
    with_default("NOTALONE_TELEGRAM_PER_SECOND", "30", "requests a bot may send in a second, 0 = unlimited"),
    with_default("NOTALONE_TELEGRAM_CHAT_PER_SECOND", "1", "requests a bot may send to one chat in a second, 0 = unlimited"),
    with_default("NOTALONE_TELEGRAM_CHAT_BURST", "3", "requests a bot may send to one chat at once"),
    with_default("NOTALONE_REDIS_TIMEOUT", "250ms", "a Redis that answers later counts as gone"),
    with_default("NOTALONE_STAFF_SECOND_FACTOR", "required", "who of the staff needs a second factor: whoever set one up (`optional`), the console (`required`), calls too (`everywhere`)"),
    plain("NOTALONE_TRUSTED_PROXIES", "networks of the proxies before us, separated by commas, that say where a sign-in comes from"),
    plain("NOTALONE_HOTLINES", "file of the crisis contacts instead of the shipped one, read anew when it changes"),
    with_default("NOTALONE_DATABASE_CONNECTIONS", "20", "connections of a process to each database"),
    with_default("LOG_FORMAT", "json", "`json` or `pretty`"),
    with_default("RUST_LOG", "info", "which log lines, as tracing's EnvFilter reads it"),
    plain("OTEL_EXPORTER_OTLP_ENDPOINT", "where traces go, optional"),
    secret("SENTRY_DSN", "where errors go, optional"),
];

/// The prefix under which every name must be known.
pub(super) const OWN_PREFIX: &str = "NOTALONE_";
