//! A search that ends while its proposal is open takes the proposal with it.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::WithdrawReason;
use crate::search::{EndReason, SearchEvent};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Search(search_id, SearchEvent::SearchEnded { member, reason, .. }) = context.event
    else {
        return Vec::new();
    };
    let Some(reason) = withdrawal(*reason) else {
        return Vec::new();
    };
    // The engagement may belong to a later search by now; the search id lets the match tell.
    (context.standing)(*member)
        .engagement
        .map(|match_id| context.withdraw(match_id, *member, Some(*search_id), reason))
        .into_iter()
        .collect()
}

/// What the peer's proposal is withdrawn for; `None` when the search ended because its proposal did.
fn withdrawal(reason: EndReason) -> Option<WithdrawReason> {
    match reason {
        EndReason::Cancelled => Some(WithdrawReason::Cancelled),
        EndReason::Expired => Some(WithdrawReason::SearchExpired),
        EndReason::Unreachable => Some(WithdrawReason::Unreachable),
        EndReason::Restricted => Some(WithdrawReason::Restricted),
        EndReason::Erased => Some(WithdrawReason::Erased),
        EndReason::Matched | EndReason::Missed => None,
    }
}
