//! Looking is an event: written down before anything is shown.

use domain::moderation::Actor;
use domain::staff_access::StaffAccessCommand;
use domain::values::Timestamp;

use super::desk::DeskParts;
use super::refusal::Refusal;
use super::signed_in::SignedIn;

/// Writes down what somebody opens.
pub(super) async fn look(
    desk: &DeskParts,
    me: &SignedIn,
    command: impl FnOnce(Actor, Timestamp) -> StaffAccessCommand,
) -> Result<(), Refusal> {
    if desk.is_looking_too_often(&me.account).await.is_some() {
        return Err(Refusal::TooOften);
    }
    let call = desk.call(&me.account);
    let command = command(call.actor, call.now);
    let looked = desk.records().look(call, command).await?;
    looked.map_err(|_| Refusal::Forbidden)
}
