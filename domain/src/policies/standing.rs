//! What policies know beyond the event.

use crate::Event;
use crate::matching::{ChatEndReason, MatchEvent};
use crate::member::MemberEvent;
use crate::search::SearchEvent;
use crate::values::{MatchId, MemberId, SearchId};

/// What the runner looks up before it asks the policies: open guards of the event's member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The proposal or talk the member is in.
    pub engagement: Option<MatchId>,
    /// The member's search that is not over.
    pub open_search: Option<SearchId>,
    /// Whether the talk of the event is reported by the member and nobody has answered yet.
    pub has_reported: bool,
    /// Why the member may be in no talk that opens, if so.
    pub barred: Option<ChatEndReason>,
}

/// The members whose [`Standing`] the policies need for this event.
pub fn needs(event: &Event) -> Vec<MemberId> {
    match event {
        Event::Member(
            id,
            MemberEvent::MemberUnreachable { .. }
            | MemberEvent::MemberErased { .. }
            | MemberEvent::MinorDeclared { .. }
            | MemberEvent::MemberMuted { .. }
            | MemberEvent::MemberSuspended { .. }
            | MemberEvent::MemberBanned { .. }
            | MemberEvent::SearchHeld { .. },
        ) => vec![*id],
        Event::Match(
            _,
            MatchEvent::ChatStarted { pair, .. } | MatchEvent::ChatEnded { pair, .. },
        ) => pair.members().to_vec(),
        Event::Member(id, MemberEvent::UserBlocked { peer, .. }) => vec![*id, *peer],
        Event::Search(_, SearchEvent::SearchEnded { member, .. }) => vec![*member],
        _ => Vec::new(),
    }
}
