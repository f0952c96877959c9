//! Both are warned before a silent talk ends, as long as there is time to answer.

use super::{Context, Notice, Reaction, Template};
use crate::Event;
use crate::matching::MatchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(
        match_id,
        MatchEvent::ChatFellSilent {
            pair,
            silent_since,
            ends_at,
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    pair.members()
        .into_iter()
        .map(|member| {
            Reaction::Notify(Notice {
                member,
                template: Template::ChatFellSilent {
                    match_id: *match_id,
                    silent_since: *silent_since,
                    ends_at: *ends_at,
                },
                not_after: Some(*ends_at),
            })
        })
        .collect()
}
