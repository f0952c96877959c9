//! A member disagrees with what was decided about them.

use domain::moderation::{Case, CaseCommand, CaseError};
use domain::values::{AppealText, CaseId};

use super::{MemberCall, carry_out};
use crate::vault::Kind;
use crate::{AppError, Dispatcher, Vault};

/// The ordinal of the command among those of its call.
const APPEAL: u32 = 1;

/// Files an appeal against the latest decision of a case. What is refused leaves nothing in the vault.
pub async fn appeal(
    dispatcher: &Dispatcher,
    vault: &Vault,
    call: MemberCall,
    case_id: CaseId,
    text: &AppealText,
) -> Result<Result<(), CaseError>, AppError> {
    if call.changed_before(dispatcher, APPEAL).await?.is_some() {
        return Ok(Ok(()));
    }
    let case: Case = dispatcher.load(case_id).await?;
    let (by, at) = (call.member, call.now);
    let may_appeal = case.may_appeal(by, at);
    if let Err(refused) = may_appeal {
        return Ok(Err(refused));
    }
    let text = vault.put(by, Kind::Appeal, text.as_str()).await?;
    let command = CaseCommand::FileAppeal { by, text, at };
    let done = carry_out::<Case>(dispatcher, call, APPEAL, case_id, command).await?;
    if done.is_err() {
        vault.discard(by, Kind::Appeal, text).await?;
    }
    Ok(done.map(|_| ()))
}
