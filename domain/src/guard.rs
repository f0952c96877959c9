//! Rules across aggregates, as rows claimed and released in the transaction that appends the event.
//!
//! [`guards`] is a pure function of the event, so the guard tables are a fold of the log.

use crate::Event;
use crate::values::Timestamp;

/// A kind of guard: which rule the row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
    /// member → match: at most one open proposal or talk each.
    Engagements,
    /// member → search: who may be proposed right now. Taken by `MatchProposed`.
    Searches,
    /// member → search: the one search that has not ended, taken or not.
    OpenSearches,
    /// pair → until: blocks and cooldowns.
    PairRestrictions,
}

impl Space {
    /// Every space.
    pub const ALL: [Self; 4] = [
        Self::Engagements,
        Self::Searches,
        Self::OpenSearches,
        Self::PairRestrictions,
    ];

    /// The stable name in the guard tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Engagements => "engagements",
            Self::Searches => "searches",
            Self::OpenSearches => "open_searches",
            Self::PairRestrictions => "pair_restrictions",
        }
    }

    /// The space of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|space| space.name() == name)
    }
}

/// One step on the guard rows, checked and done in order within the append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Take the key for the holder; violated when anyone else holds it.
    Claim {
        /// Which rule.
        space: Space,
        /// Whose row.
        key: String,
        /// For whom.
        holder: String,
    },
    /// Give the key back; nothing happens when the holder does not hold it.
    Release {
        /// Which rule.
        space: Space,
        /// Whose row.
        key: String,
        /// For whom.
        holder: String,
    },
    /// Violated unless the holder holds the key.
    Require {
        /// Which rule.
        space: Space,
        /// Whose row.
        key: String,
        /// By whom.
        holder: String,
    },
    /// Violated when anyone holds the key.
    Vacant {
        /// Which rule.
        space: Space,
        /// Whose row.
        key: String,
    },
    /// Restrict the key until a moment, or for good; replaces the same holder's earlier restriction.
    Restrict {
        /// Which rule.
        space: Space,
        /// What is restricted.
        key: String,
        /// Who or what restricts it; one key may have several.
        holder: String,
        /// The end, `None` for no end.
        until: Option<Timestamp>,
    },
    /// Violated when any restriction on the key reaches past this moment.
    Unrestricted {
        /// Which rule.
        space: Space,
        /// What must be free.
        key: String,
        /// The command's own time.
        at: Timestamp,
    },
}

/// The guard steps of an event, in order.
pub fn guards(event: &Event) -> Vec<Guard> {
    let _ = event;
    Vec::new()
}
