//! A second payment of the same tip goes back by itself. What else cannot be matched waits for an operator.

use super::{Context, Reaction};
use crate::tip::{RefundCause, TipCommand, TipEvent, UnmatchedReason};
use crate::{Command, Event};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Tip(
        tip_id,
        TipEvent::TipPaymentUnmatched {
            reason: UnmatchedReason::PaidTwice,
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    vec![Reaction::Command(Command::Tip(
        *tip_id,
        TipCommand::OrderRefund {
            because: RefundCause::PaidTwice,
            at: context.now,
        },
    ))]
}
