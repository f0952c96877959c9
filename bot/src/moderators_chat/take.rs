//! «Взять»: whoever presses first works on the case; all others read who it is.

use app::actions::Desk;
use app::alerts::cards::{self, CaseCard};
use app::alerts::{self, NewAlert, StaffAlert};
use domain::moderation::{Case, CaseError};
use domain::policies::Alert;
use domain::values::CaseId;

use super::press::{Answer, Pressed};
use super::tell::called;
use crate::HandleError;

pub(super) async fn take(pressed: &Pressed<'_>, case_id: CaseId) -> Result<Answer, HandleError> {
    let services = pressed.services;
    let (account, call) = match pressed.moderator().await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let before: Case = services.dispatcher.load(case_id).await?;
    let desk = Desk {
        dispatcher: services.dispatcher.clone(),
        vault: services.vault.clone(),
    };
    let taken = desk.take_free(call, case_id).await?;
    put_right(pressed, case_id).await?;
    let words = pressed.words();
    Ok(match taken {
        Ok(()) if before.assigned_to == Some(account.staff_id) => words.mod_taken_before(),
        Ok(()) => words.mod_taken(),
        Err(CaseError::AssignedToAnother(holder)) => {
            words.mod_taken_by(called(services, holder).await?)
        }
        Err(CaseError::AlreadyDecided(_) | CaseError::Closed) => words.mod_decided(),
        Err(CaseError::NeedsSenior) => words.mod_needs_senior(),
        Err(CaseError::OwnDecision) => words.mod_own_decision(),
        Err(CaseError::NotAModerator) => words.mod_not_a_moderator(),
        Err(_) => words.button_stale(),
    }
    .into())
}

/// The message under which it was pressed may be a copy that nobody remembers, or one that is behind. Only the sender edits, so that two
/// processes do not overtake each other.
async fn put_right(pressed: &Pressed<'_>, case_id: CaseId) -> Result<(), HandleError> {
    let Some(message_id) = pressed.message_id else {
        return Ok(());
    };
    let services = pressed.services;
    let now = services.clock.now();
    let card = CaseCard {
        bot: pressed.chat.bot,
        message_id,
        case_id,
    };
    cards::remember(&services.pool, card, 0, now).await?;
    let alert = NewAlert {
        key: pressed.correlation,
        alert: StaffAlert::OfPolicy(Alert::CaseMoved { case_id }),
        at: now,
    };
    Ok(alerts::write(&services.pool, &alert).await?)
}
