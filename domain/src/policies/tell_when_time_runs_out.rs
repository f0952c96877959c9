//! Before the end of a time box both are asked whether the talk goes on; when one wants it, the other hears that; when both do, both.

use super::notice::tell;
use super::{Context, Notice, Reaction, Template};
use crate::Event;
use crate::matching::MatchEvent;
use crate::values::{MatchId, MemberId, Timestamp};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(match_id, event) = context.event else {
        return Vec::new();
    };
    match event {
        MatchEvent::ExtensionAsked { pair, ends_at, .. } => pair
            .members()
            .map(|member| ask(member, *match_id, *ends_at, false))
            .to_vec(),
        MatchEvent::ExtensionWished {
            by, pair, ends_at, ..
        } => pair
            .peer_of(*by)
            .map(|peer| ask(peer, *match_id, *ends_at, true))
            .into_iter()
            .collect(),
        MatchEvent::ChatExtended { pair, ends_at, .. } => {
            let extended = Template::ChatExtended {
                match_id: *match_id,
                ends_at: *ends_at,
            };
            pair.members().map(|member| tell(member, extended)).to_vec()
        }
        _ => Vec::new(),
    }
}

fn ask(member: MemberId, match_id: MatchId, ends_at: Timestamp, by_peer: bool) -> Reaction {
    Reaction::Notify(Notice {
        member,
        template: Template::ExtensionAsked {
            match_id,
            ends_at,
            by_peer,
        },
        not_after: Some(ends_at),
    })
}
