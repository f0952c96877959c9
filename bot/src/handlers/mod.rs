//! What is done with each kind of update. Handlers translate: commands and rules are decided by the domain.

mod answers;
pub mod callbacks;
pub mod commands;
mod find;
pub mod inbound;
mod info;
pub mod messages;
pub(crate) mod people;
mod profile;
mod proposal;
mod question;
mod start;
mod talk;
pub mod turn;

use app::actions;
use domain::member::Member;

use self::turn::Turn;
use crate::HandleError;

/// The sender as of now: registered at the first contact, reachable again when Telegram had given them up.
async fn arrive(turn: &Turn) -> Result<Member, HandleError> {
    Ok(actions::arrive(&turn.services.dispatcher, turn.call()).await?)
}
