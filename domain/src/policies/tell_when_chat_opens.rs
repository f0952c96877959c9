//! Both get the card that opens the talk; messages are carried only after it.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::matching::MatchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(match_id, MatchEvent::ChatStarted { parties, .. }) = context.event else {
        return Vec::new();
    };
    parties
        .iter()
        .map(|party| {
            tell(
                party.member,
                Template::ChatOpened {
                    match_id: *match_id,
                },
            )
        })
        .collect()
}
