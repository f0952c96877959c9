//! One skipped: both go back to the search, the place kept.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::MatchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(match_id, MatchEvent::ProposalDeclined { parties, .. }) = context.event else {
        return Vec::new();
    };
    parties
        .iter()
        .map(|party| context.resume(party.search_id, *match_id, false))
        .collect()
}
