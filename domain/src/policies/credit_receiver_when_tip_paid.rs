//! The receiver's share of a paid tip is owed.

use super::{Context, Reaction};
use crate::account::AccountCommand;
use crate::tip::TipEvent;
use crate::{Command, Event};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Tip(
        tip_id,
        TipEvent::TipPaid {
            receiver, split, ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    vec![Reaction::Command(Command::Account(
        *receiver,
        AccountCommand::CreditShare {
            tip_id: *tip_id,
            share: split.receiver_share,
            at: context.now,
        },
    ))]
}
