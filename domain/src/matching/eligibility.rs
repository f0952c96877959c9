//! Who can be proposed to whom.

use serde::{Deserialize, Serialize};

use crate::values::{FreeWindows, MemberId, SearchId, Sensitivity, TimeZone, Timestamp, TopicSet};

/// Everything about one waiting member that the rules of pairing look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub member: MemberId,
    /// From which search.
    pub search_id: SearchId,
    /// The place in the queue.
    pub waiting_since: Timestamp,
    /// One shared topic is enough by now.
    pub softened: bool,
    /// The experiment arm of this member allows the soft rule.
    pub soft_allowed: bool,
    /// The topics.
    pub topics: TopicSet,
    /// The zone.
    pub time_zone: TimeZone,
    /// The free windows.
    pub free_time: FreeWindows,
    /// бережно / открыто, `None` when skipped.
    pub sensitivity: Option<Sensitivity>,
    /// Mean of the last 10 ratings received, in thousandths of a star (1000–5000), `None` without any.
    pub mean_rating_permille: Option<u32>,
}

/// The rule that keeps two people apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ineligible {
    /// Both are one person.
    #[error("both are the same member")]
    SameMember,
    /// Fewer shared topics than the rule in force asks.
    #[error("{shared} shared topics, {needed} needed")]
    TooFewSharedTopics {
        /// How many they share.
        shared: u32,
        /// How many are needed now.
        needed: u32,
    },
    /// No shared free hour within the next 24 h.
    #[error("no shared free hour in the next 24 h")]
    NoSharedFreeTime,
    /// Neither stated free time and their clocks are more than 3 h apart.
    #[error("clocks {hours} h apart, at most 3 without stated free time")]
    ClocksTooFarApart {
        /// Hours apart, rounded up.
        hours: u32,
    },
    /// «бережно» does not meet «открыто».
    #[error("one asks for gentleness, the other speaks openly")]
    SensitivityDiffers,
}
