//! What is done with each kind of update. Handlers translate: commands and rules are decided by the domain.

mod answers;
pub mod callbacks;
pub mod commands;
mod deletion;
mod export;
mod files;
mod find;
pub mod inbound;
mod info;
pub mod messages;
pub(crate) mod people;
mod profile;
mod proposal;
mod question;
mod reveal;
mod settings;
mod start;
mod talk;
pub mod turn;

use domain::member::{Member, MemberCommand};

use self::turn::Turn;
use crate::{HandleError, language};

/// Ordinals of the commands that may come before the one the update is about.
const REGISTER: u32 = 0;
const COME_BACK: u32 = 9;

/// The sender as of now: registered at the first contact, reachable again when Telegram had given them up.
async fn arrive(turn: &mut Turn) -> Result<Member, HandleError> {
    let member = turn.member().await?;
    let (ordinal, command) = if !member.registered {
        let command = MemberCommand::RegisterMember {
            member: turn.member_id(),
            language: language::from_telegram(&turn.incoming.raw),
            at: turn.now,
        };
        (REGISTER, command)
    } else if member.unreachable {
        (COME_BACK, MemberCommand::MarkReachable { at: turn.now })
    } else {
        turn.speak_to(&member);
        return Ok(member);
    };
    // Neither command is ever refused; a refusal would show in what is loaded next.
    let _ = turn
        .execute::<Member>(ordinal, turn.member_id(), command)
        .await?;
    let member = turn.member().await?;
    turn.speak_to(&member);
    Ok(member)
}
