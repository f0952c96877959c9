//! Both get the card, as long as it can still be answered.

use super::{Context, Notice, Reaction, Template};
use crate::Event;
use crate::matching::MatchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(
        match_id,
        MatchEvent::MatchProposed {
            parties,
            expires_at,
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    parties
        .iter()
        .map(|party| {
            Reaction::Notify(Notice {
                member: party.member,
                template: Template::ProposalCard {
                    match_id: *match_id,
                },
                not_after: Some(*expires_at),
            })
        })
        .collect()
}
