//! An open talk is what both searched for: their searches end.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::MatchEvent;
use crate::search::EndReason;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(_, MatchEvent::ChatStarted { parties, .. }) = context.event else {
        return Vec::new();
    };
    parties
        .iter()
        .map(|party| context.end_search(party.search_id, EndReason::Matched))
        .collect()
}
