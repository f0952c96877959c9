//! Both hear that the talk is over, in the same words whatever the reason; who ended it hears that it was they. After a
//! report nobody is asked for a rating. A member whom Telegram cannot reach is not written to.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::matching::{ChatEndReason, MatchEvent};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(
        match_id,
        MatchEvent::ChatEnded {
            by,
            reason,
            parties,
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    let members = parties.map(|party| party.member);
    let is_reported = members
        .iter()
        .any(|member| (context.standing)(*member).has_reported);
    members
        .into_iter()
        .filter(|member| !(*reason == ChatEndReason::Unreachable && *by == Some(*member)))
        .map(|member| {
            tell(
                member,
                Template::ChatClosed {
                    match_id: *match_id,
                    by_you: *by == Some(member) && reason.is_own_doing(),
                    ask_rating: reason.asks_rating() && !is_reported,
                },
            )
        })
        .collect()
}
