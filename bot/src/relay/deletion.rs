//! `/del`: takes a member's own message away on both sides, also after the talk (product.md, "Talking").

use app::coordination::PairLookup;
use app::vault::Address;
use domain::matching::Match;
use serde_json::{Value, json};

use super::OpenChat;
use super::parts::Request;
use super::passage::{Passage, Sender};
use crate::handlers::turn;
use crate::{GatewayError, HandleError, Incoming, Services};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// The message is gone on both sides.
    Done,
    /// The command was no reply.
    NothingNamed,
    /// It is not the member's own message.
    NotOwn,
    /// It was never relayed, or is older than 48 h.
    Unknown,
    /// Which message it is there cannot be found out now.
    Unavailable,
}

/// Deletes the message that `/del` replies to.
pub async fn delete(services: &Services, incoming: &Incoming) -> Result<Deleted, HandleError> {
    let command = &incoming.raw["message"];
    let Some(message_id) = command.get("reply_to_message").and_then(turn::message_id) else {
        return Ok(Deleted::NothingNamed);
    };
    if command["reply_to_message"]["from"]["is_bot"] == true {
        return Ok(Deleted::NotOwn);
    }
    let (match_id, counterparts) = match services
        .coordination
        .pair(incoming.member, message_id)
        .await
    {
        PairLookup::Found(match_id, counterparts) => (match_id, counterparts),
        PairLookup::Unknown => return Ok(Deleted::Unknown),
        PairLookup::Unavailable => return Ok(Deleted::Unavailable),
    };
    let talk: Match = services.dispatcher.load_cached(match_id).await?;
    let Some(peer) = talk.peer_of(incoming.member) else {
        return Ok(Deleted::Unknown);
    };
    let passage = Passage::new(services, Sender::of(incoming), OpenChat { match_id, peer });
    let copies: Vec<i32> = counterparts.iter().map(|copy| copy.message_id).collect();
    // A peer who is erased keeps what Telegram shows them; nobody here can reach it.
    if let Some(address) = services.vault.address(peer).await?
        && let Err(GatewayError::TimedOut) = passage.remove(address, &copies).await
    {
        return Ok(Deleted::Unavailable);
    }
    let own: Vec<i32> = [Some(message_id), turn::message_id(command)]
        .into_iter()
        .flatten()
        .collect();
    if let Err(error) = passage.remove(incoming.address, &own).await {
        tracing::debug!(%error, correlation = %incoming.correlation(), "a member's own message was not deleted");
    }
    Ok(Deleted::Done)
}

impl Passage<'_> {
    /// Takes messages away from a chat; those that are gone or too old are passed over by Telegram.
    pub(super) async fn remove(
        &self,
        from: Address,
        message_ids: &[i32],
    ) -> Result<Value, GatewayError> {
        let request = Request {
            method: "deleteMessages",
            parameters: json!({"message_ids": message_ids}),
            files: Vec::new(),
        };
        self.request(from, request).await
    }
}
