//! Mutual reveal: «Открыться» and taking it back. Whatever one side does here, nothing of it reaches the other until both have offered.

use app::vault::Kind;
use domain::matching::{Match, MatchCommand};
use domain::values::{MatchId, VaultRef};

use super::talk;
use super::turn::Turn;
use crate::HandleError;
use crate::screens::proposal::what_happened;
use crate::screens::talk::{Reveal, card_buttons};
use crate::texts::Markup;

/// The ordinal of the one command of these buttons among those of their update.
const COMMAND: u32 = 1;

/// «Открыться».
pub(super) async fn offer(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    if let Some(sentence) = talk::not_open(turn, match_id).await? {
        return Ok(Some(sentence));
    }
    let Some(username) = turn.incoming.username() else {
        turn.say(turn.words().reveal_no_username()).await;
        return Ok(None);
    };
    let (vault, by) = (&turn.services.vault, turn.member_id());
    let username = vault.put(by, Kind::Username, username).await?;
    let command = MatchCommand::OfferReveal {
        by,
        username,
        at: turn.now,
    };
    let offered = turn.execute::<Match>(COMMAND, match_id, command).await?;
    if !offered.as_ref().is_ok_and(|done| !done.events.is_empty()) {
        // No event names it.
        discard(turn, username).await;
    }
    if let Err(rule) = offered {
        return Ok(Some(what_happened(turn.words(), &rule)));
    }
    let found: Match = turn.services.dispatcher.load(match_id).await?;
    if found.revealed_at.is_some() {
        // What follows is told to both at the same moment.
        return Ok(None);
    }
    show_buttons(turn, match_id, &found).await;
    Ok(Some(turn.words().reveal_offered()))
}

/// «Не открываться».
pub(super) async fn withdraw(
    turn: &Turn,
    match_id: MatchId,
) -> Result<Option<Markup>, HandleError> {
    if let Some(sentence) = talk::not_open(turn, match_id).await? {
        return Ok(Some(sentence));
    }
    let by = turn.member_id();
    let before: Match = turn.services.dispatcher.load(match_id).await?;
    let command = MatchCommand::WithdrawReveal { by, at: turn.now };
    if let Err(rule) = turn.execute::<Match>(COMMAND, match_id, command).await? {
        return Ok(Some(what_happened(turn.words(), &rule)));
    }
    if let Some(username) = before.reveal_of(by) {
        discard(turn, username).await;
    }
    let after: Match = turn.services.dispatcher.load(match_id).await?;
    show_buttons(turn, match_id, &after).await;
    Ok(Some(turn.words().reveal_withdrawn()))
}

async fn show_buttons(turn: &Turn, match_id: MatchId, talk: &Match) {
    if let Some(message_id) = turn.pressed {
        let reveal = Reveal::of(talk, turn.member_id());
        let buttons = card_buttons(&turn.pen(), match_id, reveal);
        turn.edit_buttons(message_id, buttons).await;
    }
}

async fn discard(turn: &Turn, username: VaultRef) {
    let vault = &turn.services.vault;
    let discarded = vault.discard(turn.member_id(), Kind::Username, username);
    if let Err(error) = discarded.await {
        // The sweep finds it.
        tracing::warn!(%error, "a username stays in the vault for some minutes");
    }
}
