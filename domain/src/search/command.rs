//! What can be asked of a search.

use super::EndReason;
use crate::values::{MatchId, MemberId, SearchId, Timestamp};

/// Commands to one search's stream.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchCommand {
    /// Begin; the caller has seen that the profile is complete.
    StartSearch {
        /// The new search.
        search_id: SearchId,
        /// Who searches.
        member: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Allow one shared topic.
    SoftenSearch {
        /// When.
        at: Timestamp,
    },
    /// A proposal took the search.
    TakeSearch {
        /// Which proposal.
        match_id: MatchId,
        /// When.
        at: Timestamp,
    },
    /// The proposal came to nothing; `missed` when this member let it run out.
    ResumeSearch {
        /// Which proposal.
        match_id: MatchId,
        /// Whether the member was silent until the end.
        missed: bool,
        /// When.
        at: Timestamp,
    },
    /// End it.
    EndSearch {
        /// Why.
        reason: EndReason,
        /// When.
        at: Timestamp,
    },
}
