//! Deadlines and limits that operators may set; every aggregate gets them as its cqrs-es `Services`.

use chrono::Duration;

/// The configurable numbers of product.md, with its defaults. Durations, not moments: the command brings the moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// How long a proposal waits for both (5 min).
    pub proposal_ttl: Duration,
    /// How long a search lasts (24 h).
    pub search_ttl: Duration,
    /// After how long one shared topic is enough (5 min).
    pub soft_match_after: Duration,
    /// The pair's pause after a skip (72 h).
    pub decline_cooldown: Duration,
    /// The pair's pause after a proposal ran out (1 h).
    pub expired_cooldown: Duration,
    /// The pair's pause after a talk (7 d).
    pub rematch_cooldown: Duration,
    /// The pair's pause after a block, counted from the block (30 d).
    pub block_cooldown: Duration,
    /// Misses after which a search ends (2).
    pub max_misses: u32,
    /// How long after the talk a rating may be given or changed (24 h).
    pub rating_window: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            proposal_ttl: Duration::minutes(5),
            search_ttl: Duration::hours(24),
            soft_match_after: Duration::minutes(5),
            decline_cooldown: Duration::hours(72),
            expired_cooldown: Duration::hours(1),
            rematch_cooldown: Duration::days(7),
            block_cooldown: Duration::days(30),
            max_misses: 2,
            rating_window: Duration::hours(24),
        }
    }
}
