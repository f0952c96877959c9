//! Who says that they are under 18 is not matched: they leave everything at once.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::{ChatEndReason, WithdrawReason};
use crate::member::MemberEvent;
use crate::search::EndReason;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Member(member, MemberEvent::MinorDeclared { .. }) = context.event else {
        return Vec::new();
    };
    context.leave_everything(
        *member,
        EndReason::Restricted,
        WithdrawReason::Restricted,
        ChatEndReason::Restricted,
    )
}
