//! Who erases themselves leaves everything, and what the vault holds of them is destroyed.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::{ChatEndReason, WithdrawReason};
use crate::member::MemberEvent;
use crate::search::EndReason;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Member(member, MemberEvent::MemberErased { .. }) = context.event else {
        return Vec::new();
    };
    let mut reactions = context.leave_everything(
        *member,
        EndReason::Erased,
        WithdrawReason::Erased,
        ChatEndReason::Erased,
    );
    reactions.push(Reaction::Destroy(*member));
    reactions
}
