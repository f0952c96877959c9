//! The share of a tip that went back is owed no more.

use super::{Context, Reaction};
use crate::account::AccountCommand;
use crate::tip::{Credited, TipEvent};
use crate::{Command, Event};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Tip(
        tip_id,
        TipEvent::TipRefunded {
            credited: Some(Credited { receiver, .. }),
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    vec![Reaction::Command(Command::Account(
        *receiver,
        AccountCommand::ReverseShare {
            tip_id: *tip_id,
            at: context.now,
        },
    ))]
}
