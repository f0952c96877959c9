//! Cards that answer always.

use super::turn::Turn;
use crate::screens;

/// `/help`.
pub(super) async fn help(turn: &Turn) {
    turn.say(turn.words().help_card()).await;
}

/// `/privacy`.
pub(super) async fn privacy(turn: &Turn) {
    let days = turn.services.settings.case_text_days;
    turn.say(turn.words().privacy_card(days)).await;
}

/// `/terms`.
pub(super) async fn terms(turn: &Turn) {
    let (least, most) = screens::tips::limits();
    let hours = screens::tips::window_hours(&turn.services.settings.rules);
    turn.say(turn.words().terms_card(least, most, hours)).await;
}

/// Any other command: one honest sentence.
pub(super) async fn unknown(turn: &Turn) {
    turn.say(turn.words().unknown_command()).await;
}
