//! A block ends what the two are in: the talk in which it happened, or a proposal of the same pair.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::{ChatEndReason, WithdrawReason};
use crate::member::MemberEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Member(blocker, MemberEvent::UserBlocked { peer, match_id, .. }) = context.event
    else {
        return Vec::new();
    };
    let engagement_of = |member| (context.standing)(member).engagement;
    let shared = engagement_of(*blocker).filter(|own| engagement_of(*peer) == Some(*own));
    let mut matches = vec![*match_id, shared]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    matches.dedup();
    // Which of the two it is, the match itself knows; the other command is refused. In this order nothing slips through when
    // the proposal becomes a talk in between.
    matches
        .into_iter()
        .flat_map(|match_id| {
            [
                context.withdraw(match_id, *blocker, None, WithdrawReason::Blocked),
                context.end_chat(match_id, *blocker, ChatEndReason::Blocked),
            ]
        })
        .collect()
}
