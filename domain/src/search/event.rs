//! What happened to a search.

use serde::{Deserialize, Serialize};

use crate::values::{MatchId, MemberId, SearchId, Timestamp};

/// Facts of one search's stream. The member is in each, so that guards and read models need no other stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SearchEvent {
    /// `/find`.
    SearchStarted {
        /// This search.
        search_id: SearchId,
        /// Who searches.
        member: MemberId,
        /// When the soft rule may begin.
        soft_from: Timestamp,
        /// When the search ends by itself.
        expires_at: Timestamp,
        /// When; also the place in the queue.
        at: Timestamp,
    },
    /// From now on one shared topic is enough (if the peer's search is softened too).
    SearchSoftened {
        /// This search.
        search_id: SearchId,
        /// Who searches.
        member: MemberId,
        /// When.
        at: Timestamp,
    },
    /// A proposal was made.
    SearchTaken {
        /// This search.
        search_id: SearchId,
        /// Who searches.
        member: MemberId,
        /// By which proposal.
        match_id: MatchId,
        /// When.
        at: Timestamp,
    },
    /// Back to waiting, the place kept.
    SearchResumed {
        /// This search.
        search_id: SearchId,
        /// Who searches.
        member: MemberId,
        /// After which proposal.
        match_id: MatchId,
        /// When.
        at: Timestamp,
    },
    /// The member let a proposal run out.
    SearchMissed {
        /// This search.
        search_id: SearchId,
        /// Who searches.
        member: MemberId,
        /// Which proposal.
        match_id: MatchId,
        /// How many so far.
        misses: u32,
        /// Whether this miss ends the search; `SearchEnded` follows in the same decision then.
        ends_search: bool,
        /// When.
        at: Timestamp,
    },
    /// The search is over.
    SearchEnded {
        /// This search.
        search_id: SearchId,
        /// Who searched.
        member: MemberId,
        /// Why.
        reason: EndReason,
        /// When.
        at: Timestamp,
    },
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The talk opened.
    Matched,
    /// The member cancelled it.
    Cancelled,
    /// It lasted its full time.
    Expired,
    /// The member let too many proposals run out.
    Missed,
    /// Telegram cannot reach the member.
    Unreachable,
    /// The member may not be matched any more: they said that they are under 18.
    Restricted,
    /// The member erased themselves.
    Erased,
}

impl SearchEvent {
    /// The search and the member of any fact.
    pub const fn subject(&self) -> (SearchId, MemberId) {
        match self {
            Self::SearchStarted {
                search_id, member, ..
            }
            | Self::SearchSoftened {
                search_id, member, ..
            }
            | Self::SearchTaken {
                search_id, member, ..
            }
            | Self::SearchResumed {
                search_id, member, ..
            }
            | Self::SearchMissed {
                search_id, member, ..
            }
            | Self::SearchEnded {
                search_id, member, ..
            } => (*search_id, *member),
        }
    }
}

event_types! { SearchEvent:
    SearchStarted = "SearchStarted", "1";
    SearchSoftened = "SearchSoftened", "1";
    SearchTaken = "SearchTaken", "1";
    SearchResumed = "SearchResumed", "1";
    SearchMissed = "SearchMissed", "1";
    SearchEnded = "SearchEnded", "1";
}
