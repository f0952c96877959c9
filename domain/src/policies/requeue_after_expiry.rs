//! Time ran out: both go back to the search, and who was silent has one more miss.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::MatchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(
        match_id,
        MatchEvent::ProposalExpired {
            parties, silent, ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    parties
        .iter()
        .map(|party| context.resume(party.search_id, *match_id, silent.contains(&party.member)))
        .collect()
}
