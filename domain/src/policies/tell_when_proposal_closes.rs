//! Who did not close a proposal hears that it came to nothing. Skipped, cancelled, blocked or unreachable: the other hears the same
//! words, so that nobody learns more than that. Who skipped sees it on the card that was pressed.

use super::notice::tell;
use super::{Context, ProposalOutcome, Reaction, Template};
use crate::Event;
use crate::matching::MatchEvent;
use crate::search::SearchEvent;
use crate::values::{MatchId, MemberId, Pair};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    match context.event {
        Event::Match(
            match_id,
            MatchEvent::ProposalDeclined { by, pair, .. }
            | MatchEvent::ProposalWithdrawn { by, pair, .. },
        ) => tell_peer(*match_id, *pair, *by),
        Event::Match(match_id, MatchEvent::ProposalExpired { silent, pair, .. }) => pair
            .members()
            .into_iter()
            .filter(|member| !silent.contains(member))
            .map(|member| closed(member, *match_id, ProposalOutcome::ExpiredOnPeer))
            .collect(),
        // The silent one is told here and not at the expiry: only now it is known whether the search goes on. If it does not,
        // the end of the search says why.
        Event::Search(
            _,
            SearchEvent::SearchMissed {
                member,
                match_id,
                ends_search: false,
                ..
            },
        ) => vec![closed(*member, *match_id, ProposalOutcome::ExpiredOnYou)],
        _ => Vec::new(),
    }
}

fn tell_peer(match_id: MatchId, pair: Pair, by: MemberId) -> Vec<Reaction> {
    pair.peer_of(by)
        .map(|peer| closed(peer, match_id, ProposalOutcome::DeclinedByPeer))
        .into_iter()
        .collect()
}

fn closed(member: MemberId, match_id: MatchId, outcome: ProposalOutcome) -> Reaction {
    tell(member, Template::ProposalClosed { match_id, outcome })
}
