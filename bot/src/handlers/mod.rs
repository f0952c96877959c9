//! What is done with each kind of update. Handlers translate: commands and rules are decided by the domain.

mod answers;
mod appeal;
mod block;
pub mod callbacks;
pub mod commands;
mod deletion;
mod erasure;
mod export;
mod files;
mod find;
pub mod inbound;
mod info;
mod link;
pub mod messages;
pub(crate) mod payment;
pub(crate) mod payment_case;
pub(crate) mod people;
mod profile;
mod proposal;
mod question;
mod report;
mod reveal;
mod settings;
pub(crate) mod sos;
mod start;
mod talk;
mod tips;
pub mod turn;

use app::actions;
use domain::member::Member;

use self::turn::Turn;
use crate::{HandleError, language};

/// The sender as of now: registered at the first contact, reachable again when Telegram had given them up.
async fn arrive(turn: &mut Turn) -> Result<Member, HandleError> {
    let speaks = language::from_telegram(&turn.incoming.raw);
    let member = {
        let services = &turn.services;
        actions::arrive(&services.dispatcher, &services.vault, turn.call(), speaks).await?
    };
    turn.speak_to(&member);
    Ok(member)
}
