//! Both are told who the other is, at the same moment. One side's offer alone is told to nobody.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::matching::MatchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(match_id, MatchEvent::IdentitiesRevealed { pair, .. }) = context.event else {
        return Vec::new();
    };
    let match_id = *match_id;
    pair.members()
        .map(|member| tell(member, Template::IdentitiesRevealed { match_id }))
        .to_vec()
}
