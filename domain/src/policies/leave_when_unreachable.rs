//! A member whom Telegram cannot reach leaves everything: the peer must not write into the void.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::{ChatEndReason, WithdrawReason};
use crate::member::MemberEvent;
use crate::search::EndReason;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Member(member, MemberEvent::MemberUnreachable { .. }) = context.event else {
        return Vec::new();
    };
    context.leave_everything(
        *member,
        EndReason::Unreachable,
        WithdrawReason::Unreachable,
        ChatEndReason::Unreachable,
    )
}
