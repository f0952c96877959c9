//! Who is kept from searching leaves at once: by a sanction everything, by a hold the search and the proposal. A talk outlives a
//! hold, or its sudden end would tell who reported.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::{ChatEndReason, WithdrawReason};
use crate::member::MemberEvent;
use crate::search::EndReason;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Member(member, event) = context.event else {
        return Vec::new();
    };
    match event {
        MemberEvent::MemberMuted { .. }
        | MemberEvent::MemberSuspended { .. }
        | MemberEvent::MemberBanned { .. } => context.leave_everything(
            *member,
            EndReason::Restricted,
            WithdrawReason::Restricted,
            ChatEndReason::Restricted,
        ),
        MemberEvent::SearchHeld { .. } => {
            context.leave_search(*member, EndReason::Restricted, WithdrawReason::Restricted)
        }
        _ => Vec::new(),
    }
}
