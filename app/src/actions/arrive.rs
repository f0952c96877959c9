//! The first thing in every call: the member is known and can be reached.

use domain::member::{Member, MemberCommand};
use domain::values::Language;

use super::{MemberCall, carry_out};
use crate::{AppError, Dispatcher, Vault};

/// Ordinals of the commands that may come before the one the call is about.
const REGISTER: u32 = 0;
const COME_BACK: u32 = 9;
const RETURN: u32 = 10;

/// The member as of now: registered at the first contact, reachable again when Telegram had given them up.
/// Who is new reads `speaks` until they choose a language.
///
/// Fails with [`AppError::ErasedMeanwhile`] when the id is that of somebody who erased themselves and cannot come back under it.
pub async fn arrive(
    dispatcher: &Dispatcher,
    vault: &Vault,
    call: MemberCall,
    speaks: Option<Language>,
) -> Result<Member, AppError> {
    let member: Member = dispatcher.load(call.member).await?;
    let at = call.now;
    let (ordinal, command) = if member.erased {
        if !vault.knows(call.member).await? {
            vault.forget(call.member).await;
            return Err(AppError::ErasedMeanwhile);
        }
        let command = MemberCommand::ReturnMember {
            language: speaks,
            at,
        };
        (RETURN, command)
    } else if !member.registered {
        let command = MemberCommand::RegisterMember {
            member: call.member,
            language: speaks,
            at,
        };
        (REGISTER, command)
    } else if member.unreachable {
        (COME_BACK, MemberCommand::MarkReachable { at })
    } else {
        return Ok(member);
    };
    // None of these commands is ever refused; a refusal would show in what is loaded next.
    let _ = carry_out::<Member>(dispatcher, call, ordinal, call.member, command).await?;
    dispatcher.load(call.member).await
}
