//! Which handler an update belongs to.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use app::AppError;
use app::vault::Address;
use chrono::Duration;
use domain::policies::Template;
use domain::values::MemberId;
use dptree::Handler;
use serde_json::Value;

use crate::handlers::inbound::{Inbound, Kind, Press};
use crate::handlers::turn::Turn;
use crate::handlers::{callbacks, commands, messages, payment, payment_case};
use crate::incoming::Handled;
use crate::moderators_chat::press as staff_press;
use crate::{HandleError, Incoming, Services, language, owed, texts};

type Outcome = Result<Handled, HandleError>;

/// How long Telegram may take to accept the sentence about an update that is given up, before the outbox sees to it.
const TELLING: Duration = Duration::seconds(5);

/// The whole tree; each branch takes one kind of update.
static TREE: LazyLock<Handler<'static, Outcome>> = LazyLock::new(|| {
    dptree::entry()
        .branch(dptree::filter_map(command).endpoint(on_command))
        .branch(dptree::filter_map(press).endpoint(on_press))
        .branch(dptree::filter_map(text).endpoint(on_text))
        .branch(dptree::filter_map(other_kind).endpoint(on_other))
        .branch(dptree::filter(is_payment).endpoint(on_payment))
        .branch(dptree::filter(is_refund).endpoint(on_refund))
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
    if services.settings.operators == Some(incoming.address)
        && is_of_operators(services, &incoming).await?
    {
        return Ok(Handled::Done);
    }
    incoming.reads = language::of_sender(services, incoming.member, &incoming.raw).await?;
    let turn = Turn::new(services, incoming);
    match TREE.dispatch(dptree::deps![turn, inbound]).await {
        ControlFlow::Break(outcome) => outcome,
        // Nobody waits for an answer to it.
        ControlFlow::Continue(_) => Ok(Handled::Done),
    }
}

/// Whether it was a reply or a press that belongs to the operators' chat, where that is a private one.
async fn is_of_operators(services: &Services, incoming: &Incoming) -> Result<bool, HandleError> {
    if let Some(press) = staff_press::Press::read(incoming.bot, &incoming.raw)
        && press.is_for_moderators()
    {
        let (member, correlation) = (Some(incoming.member), incoming.correlation());
        staff_press::handle(services, &press, member, correlation).await?;
        return Ok(true);
    }
    payment_case::answer(services, incoming.bot, &incoming.raw).await
}

/// Says in one sentence that an update is given up.
pub async fn tell_parked(
    services: &Services,
    sender: (MemberId, Address),
    update: &Value,
) -> Result<(), AppError> {
    // Told in the usual language rather than not at all.
    let language = language::of_sender(services, sender.0, update)
        .await
        .unwrap_or_default();
    let text = texts::words(language).update_parked();
    owed::tell(services, sender, text, Template::UpdateParked, TELLING).await
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

#[expect(
    clippy::needless_pass_by_value,
    reason = "dptree hands values to its filters"
)]
fn is_payment(inbound: Inbound) -> bool {
    inbound == Inbound::Paid
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "dptree hands values to its filters"
)]
fn is_refund(inbound: Inbound) -> bool {
    inbound == Inbound::Refunded
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

async fn on_payment(turn: Turn) -> Outcome {
    payment::paid(turn).await
}

async fn on_refund(turn: Turn) -> Outcome {
    payment::refunded(turn).await
}

async fn on_edit(turn: Turn) -> Outcome {
    messages::edited(turn).await
}
