//! One left: the other goes back to the search, the place kept. Who left has no search any more, except a blocker, who only left
//! this one peer.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::{MatchEvent, WithdrawReason};
use crate::search::EndReason;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(
        match_id,
        MatchEvent::ProposalWithdrawn {
            by,
            reason,
            parties,
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    parties
        .iter()
        .map(|party| match end_of_search(*reason) {
            Some(end_reason) if party.member == *by => {
                context.end_search(party.search_id, end_reason)
            }
            _ => context.resume(party.search_id, *match_id, false),
        })
        .collect()
}

/// Why the leaver's own search ends, `None` when it goes on.
fn end_of_search(reason: WithdrawReason) -> Option<EndReason> {
    match reason {
        WithdrawReason::Cancelled => Some(EndReason::Cancelled),
        WithdrawReason::SearchExpired => Some(EndReason::Expired),
        WithdrawReason::Unreachable => Some(EndReason::Unreachable),
        WithdrawReason::Restricted => Some(EndReason::Restricted),
        WithdrawReason::Erased => Some(EndReason::Erased),
        WithdrawReason::Blocked => None,
    }
}
