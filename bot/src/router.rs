//! Which handler an update belongs to.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use dptree::Handler;

use crate::handlers::inbound::{Inbound, Kind, Press};
use crate::handlers::turn::Turn;
use crate::handlers::{callbacks, commands, messages};
use crate::incoming::Handled;
use crate::{HandleError, Incoming, Services, language};

type Outcome = Result<Handled, HandleError>;

/// The whole tree; each branch takes one kind of update.
static TREE: LazyLock<Handler<'static, Outcome>> = LazyLock::new(|| {
    dptree::entry()
        .branch(dptree::filter_map(command).endpoint(on_command))
        .branch(dptree::filter_map(press).endpoint(on_press))
        .branch(dptree::filter_map(text).endpoint(on_text))
        .branch(dptree::filter_map(other_kind).endpoint(on_other))
        .branch(dptree::filter(is_edit).endpoint(on_edit))
        .branch(dptree::filter(is_reaction).endpoint(on_reaction))
});

/// The words of a text or the name of a command, apart from each other for the container.
#[derive(Clone)]
struct CommandName(String);

/// See [`CommandName`].
#[derive(Clone)]
struct Words(String);

/// Handles one update; returning `Ok` means it is done and may be acknowledged.
pub async fn handle(services: &Services, mut incoming: Incoming) -> Outcome {
    let inbound = Inbound::read(&incoming.raw);
    incoming.reads = language::of_sender(services, &incoming).await?;
    let turn = Turn::new(services, incoming);
    match TREE.dispatch(dptree::deps![turn, inbound]).await {
        ControlFlow::Break(outcome) => outcome,
        // Nobody waits for an answer to it.
        ControlFlow::Continue(_) => Ok(Handled::Done),
    }
}

/// Says in one sentence that an update is given up.
pub async fn tell_parked(services: &Services, incoming: &Incoming) {
    let mut incoming = incoming.clone();
    // Told in the usual language rather than not at all.
    incoming.reads = language::of_sender(services, &incoming)
        .await
        .unwrap_or_default();
    let turn = Turn::new(services, incoming);
    turn.say(turn.words().update_parked()).await;
}

fn command(inbound: Inbound) -> Option<CommandName> {
    match inbound {
        Inbound::Command(name) => Some(CommandName(name)),
        _ => None,
    }
}

fn press(inbound: Inbound) -> Option<Press> {
    match inbound {
        Inbound::Press(press) => Some(press),
        _ => None,
    }
}

fn text(inbound: Inbound) -> Option<Words> {
    match inbound {
        Inbound::Text(text) => Some(Words(text)),
        _ => None,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "dptree hands values to its filters"
)]
fn other_kind(inbound: Inbound) -> Option<Kind> {
    match inbound {
        Inbound::Other(kind) => Some(kind),
        _ => None,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "dptree hands values to its filters"
)]
fn is_edit(inbound: Inbound) -> bool {
    inbound == Inbound::Edited
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "dptree hands values to its filters"
)]
fn is_reaction(inbound: Inbound) -> bool {
    inbound == Inbound::Reacted
}

async fn on_command(turn: Turn, CommandName(name): CommandName) -> Outcome {
    commands::handle(turn, name).await.map(|()| Handled::Done)
}

async fn on_press(turn: Turn, press: Press) -> Outcome {
    callbacks::handle(turn, press).await
}

async fn on_reaction(turn: Turn) -> Outcome {
    messages::reacted(turn).await
}

async fn on_text(turn: Turn, Words(text): Words) -> Outcome {
    messages::text(turn, text).await
}

async fn on_other(turn: Turn, kind: Kind) -> Outcome {
    messages::other(turn, kind).await
}

async fn on_edit(turn: Turn) -> Outcome {
    messages::edited(turn).await
}
