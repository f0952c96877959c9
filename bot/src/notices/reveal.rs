//! What follows when a reveal was told or its talk is over: the username leaves the vault, the card loses its button.

use app::AppError;
use app::vault::{Address, Kind};
use domain::matching::Match;
use domain::values::{MatchId, MemberId};
use serde_json::json;

use super::tidy;
use crate::cards::{self, Card, CardKind};
use crate::handlers::turn::edit_buttons;
use crate::keyboards::Pen;
use crate::screens::talk::{Reveal, card_buttons};
use crate::{HandleError, Services};

/// This member has been told who the other is.
pub(super) async fn told(
    services: &Services,
    to: Address,
    pen: &Pen,
    match_id: MatchId,
) -> Result<(), HandleError> {
    let talk: Match = services.dispatcher.load(match_id).await?;
    if let Some(peer) = talk.peer_of(pen.member) {
        discard(services, &talk, peer).await?;
    }
    let card = Card {
        member: pen.member,
        kind: CardKind::Talk,
        subject: match_id.0,
    };
    if let Some(message_id) = cards::find(&services.pool, card, to.bot).await? {
        let buttons = card_buttons(pen, match_id, Reveal::Revealed);
        let payload = json!(edit_buttons(to.chat_id, message_id, buttons));
        let services = services.clone();
        tokio::spawn(async move { tidy(&services, to, "editMessageReplyMarkup", payload).await });
    }
    Ok(())
}

/// The talk is over: an offer that met no other ends with it.
pub(super) async fn over(
    services: &Services,
    member: MemberId,
    match_id: MatchId,
) -> Result<(), AppError> {
    let talk: Match = services.dispatcher.load(match_id).await?;
    if talk.revealed_at.is_none() {
        discard(services, &talk, member).await?;
    }
    Ok(())
}

async fn discard(services: &Services, talk: &Match, owner: MemberId) -> Result<(), AppError> {
    match talk.reveal_of(owner) {
        Some(username) => {
            let vault = &services.vault;
            vault.discard(owner, Kind::Username, username).await
        }
        None => Ok(()),
    }
}
