//! `/link CODE`: a person of the staff proves who they are, so that the buttons in the moderators' chat know them. Not in the menu.

use std::time::Duration;

use app::coordination::{Permit, Quota};
use serde_json::Value;

use super::turn::Turn;
use crate::HandleError;

/// Nobody guesses 96 bits; this keeps those who try from being a nuisance.
const QUOTA: Quota = Quota {
    per_period: 5,
    period: Duration::from_mins(15),
    burst: 5,
};

/// Uses a code of the console up.
pub(super) async fn link(turn: &Turn) -> Result<(), HandleError> {
    let words = turn.words();
    let Some(code) = code(&turn.incoming.raw) else {
        turn.say(words.link_how()).await;
        return Ok(());
    };
    let services = &turn.services;
    let bucket = format!("link:{}", turn.member_id());
    if let Permit::Denied { retry_after } = services.coordination.take(&bucket, QUOTA).await {
        let minutes = retry_after.as_secs().div_ceil(60).max(1);
        let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        turn.say(words.link_too_often(minutes)).await;
        return Ok(());
    }
    let sentence = match services.staff.link(code, turn.member_id()).await? {
        Some(account) => words.link_done(account.name),
        // Used up by the same message, delivered before; or by another, which changes nothing either.
        None => match services.staff.of_member(turn.member_id()).await? {
            Some(account) => words.link_wrong_linked(account.name),
            None => words.link_wrong(),
        },
    };
    turn.say(sentence).await;
    Ok(())
}

/// What stands after the command.
fn code(update: &Value) -> Option<&str> {
    let mut words = update["message"]["text"].as_str()?.split_whitespace();
    words.nth(1)
}
