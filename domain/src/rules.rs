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
    /// A talk without messages ends after this (24 h).
    pub chat_idle_end: Duration,
    /// How long after its end a talk may be reported (24 h).
    pub report_window: Duration,
    /// A member's pause between reports (60 s).
    pub report_interval: Duration,
    /// How long a talk lasts unless both extend it; `None` without an end.
    pub chat_time_box: Option<Duration>,
    /// How long after a talk tips are accepted (24 h).
    pub tip_window: Duration,
}

/// Both are warned so long before a silent talk ends (product.md, "Talking").
const IDLE_WARNING: Duration = Duration::hours(1);
/// Both are asked so long before the end of a time-boxed talk whether it goes on.
const EXTENSION_QUESTION: Duration = Duration::hours(3);
/// How long an approved checkout keeps its tip from being paid by another one. Telegram takes the Stars within seconds of the
/// answer; what was not paid by now will not be, and may be tried again.
const CHECKOUT_RESERVATION: Duration = Duration::seconds(180);

impl Rules {
    /// How long an approved checkout reserves its tip.
    pub const fn checkout_reservation(&self) -> Duration {
        CHECKOUT_RESERVATION
    }

    /// How long before its end a silent talk is warned of it: an hour, or half of a deadline that is not much longer.
    pub fn idle_warning(&self) -> Duration {
        IDLE_WARNING.min(self.chat_idle_end / 2)
    }

    /// How long a talk is silent before both are warned.
    pub fn silent_before_warning(&self) -> Duration {
        self.chat_idle_end - self.idle_warning()
    }

    /// How long before the end of a time box both are asked whether the talk goes on.
    pub fn extension_question(&self, time_box: Duration) -> Duration {
        EXTENSION_QUESTION.min(time_box / 2)
    }
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
            chat_idle_end: Duration::hours(24),
            report_window: Duration::hours(24),
            report_interval: Duration::seconds(60),
            chat_time_box: None,
            tip_window: Duration::hours(24),
        }
    }
}
