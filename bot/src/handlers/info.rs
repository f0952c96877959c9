//! Cards that answer always, and commands that are not there yet.

use super::turn::Turn;

/// Commands of the contract that come later (contract.md, "Telegram").
const LATER: [&str; 6] = [
    "tips",
    "blocks",
    "report",
    "terms",
    "paysupport",
    "delete_me",
];

/// `/help`.
pub(super) async fn help(turn: &Turn) {
    turn.say(turn.words().help_card()).await;
}

/// `/privacy`.
pub(super) async fn privacy(turn: &Turn) {
    turn.say(turn.words().privacy_card()).await;
}

/// `/sos`.
pub(super) async fn sos(turn: &Turn) {
    turn.say(turn.words().sos_card()).await;
}

/// Any other command: one honest sentence.
pub(super) async fn other(turn: &Turn, name: &str) {
    let sentence = if LATER.contains(&name) {
        turn.words().command_later(format!("/{name}"))
    } else {
        turn.words().unknown_command()
    };
    turn.say(sentence).await;
}
