//! Looking is an event: written down before anything is shown.

use app::staff::StaffAccount;
use domain::moderation::Actor;
use domain::staff_access::StaffAccessCommand;
use domain::values::Timestamp;

use crate::console::DeskParts;
use crate::{Code, Problem};

/// Writes down what somebody opens.
pub(super) async fn look(
    desk: &DeskParts,
    account: &StaffAccount,
    command: impl FnOnce(Actor, Timestamp) -> StaffAccessCommand,
) -> Result<(), Problem> {
    if let Some(wait) = desk.is_looking_too_often(account).await {
        return Err(Problem::new(Code::TooManyLooks).retry_after(wait));
    }
    let call = desk.call(account);
    let command = command(call.actor, call.now);
    let looked = desk.records().look(call, command).await?;
    looked.map_err(|_| Problem::new(Code::Forbidden))
}
