//! Reactions, mirrored to the message on the other side. What cannot be mirrored is dropped quietly: nobody waits for an answer to a
//! reaction.

use app::coordination::PairLookup;
use serde_json::{Value, json};

use super::limits::within_limit;
use super::parts::Request;
use super::passage::{Passage, Sender};
use super::{OpenChat, pairs};
use crate::handlers::turn;
use crate::{Incoming, Services};

/// Mirrors a reaction.
pub(super) async fn relay(services: &Services, incoming: &Incoming, chat: OpenChat) {
    let reaction = &incoming.raw["message_reaction"];
    let Some(message_id) = turn::message_id(reaction) else {
        return;
    };
    let found = services
        .coordination
        .pair(incoming.member, message_id)
        .await;
    let PairLookup::Found(_, counterparts) = found.within(chat.match_id) else {
        return;
    };
    let sender = Sender::of(incoming);
    let Some(mirrored) = pairs::main(&counterparts) else {
        return;
    };
    if !within_limit(services, sender).await {
        return;
    }
    let passage = Passage::new(services, sender, chat);
    // A vault that does not answer and an erased peer are the same here: no reaction.
    let Ok(Some(address)) = services.vault.address(chat.peer).await else {
        return;
    };
    let request = Request {
        method: "setMessageReaction",
        parameters: json!({"message_id": mirrored, "reaction": emoji(reaction)}),
        files: Vec::new(),
    };
    if let Err(error) = passage.request(address, request).await {
        tracing::debug!(%error, correlation = %incoming.correlation(), "a reaction was not mirrored");
    }
}

/// A bot may put one ordinary emoji on a message (Bot API, `setMessageReaction`); the newest of several is last.
fn emoji(reaction: &Value) -> Vec<Value> {
    let new = reaction["new_reaction"].as_array();
    let mut ordinary = new
        .into_iter()
        .flatten()
        .filter(|reaction| reaction["type"] == "emoji")
        .filter_map(|reaction| reaction["emoji"].as_str());
    ordinary
        .next_back()
        .map(|emoji| json!({"type": "emoji", "emoji": emoji}))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_ordinary_emoji_is_mirrored() {
        let of = |new: Value| emoji(&json!({"new_reaction": new}));
        let heart = json!({"type": "emoji", "emoji": "❤"});
        let custom = json!({"type": "custom_emoji", "custom_emoji_id": "5"});
        assert_eq!(of(json!([custom, heart])), [heart]);
        assert!(of(json!([custom])).is_empty());
        assert!(of(json!([])).is_empty());
    }
}
