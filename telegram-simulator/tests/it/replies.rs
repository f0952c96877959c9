//! Replies with quotes, and reactions.

use serde_json::json;
use telegram_simulator::client::{Entity, NewMessage, Reaction};

use crate::harness::Sim;

#[tokio::test]
async fn a_person_quotes_a_part_of_the_bots_message() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let bold = json!([{ "type": "bold", "offset": 3, "length": 5 }]);
    let message = json!({ "chat_id": anna.id(), "text": "не очень важно", "entities": bold });
    let id = sim.ok("sendMessage", message).await["message_id"]
        .as_i64()
        .unwrap();
    let reply = NewMessage::words("почему?")
        .reply_to(id)
        .quoting("очень важно");
    let sent = anna.send(&reply).await.unwrap();
    let told = sim.updates(sent.update_id.unwrap()).await[0]["message"].clone();
    assert_eq!(told["reply_to_message"]["message_id"], id);
    let quote = json!({ "text": "очень важно", "position": 3, "is_manual": true, "entities": [{ "type": "bold", "offset": 0, "length": 5 }] });
    assert_eq!(told["quote"], quote);
    let chat = anna.chat().await.unwrap();
    let seen = chat.message(sent.message_id).unwrap();
    assert_eq!(
        (seen.reply_to, seen.quote.as_deref()),
        (Some(id), Some("очень важно"))
    );
    let invented = NewMessage::words("почему?")
        .reply_to(id)
        .quoting("очень нужно");
    assert!(anna.send(&invented).await.is_err());
}

#[tokio::test]
async fn a_bot_quotes_only_what_stands_there_as_it_stands_there() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let text = anna
        .send_formatted("раз два раз", vec![Entity::new("italic", 8, 3)])
        .await
        .unwrap();
    let with = |reply: serde_json::Value| json!({ "chat_id": anna.id(), "text": "!", "reply_parameters": reply });
    let quote =
        json!({ "message_id": text.message_id, "quote": "<i>раз</i>", "quote_parse_mode": "HTML" });
    let sent = sim.ok("sendMessage", with(quote)).await;
    assert_eq!(sent["quote"]["position"], 8);
    for wrong in [
        json!({ "message_id": text.message_id, "quote": "три" }),
        json!({ "message_id": text.message_id, "quote": "<b>раз</b>", "quote_parse_mode": "HTML" }),
    ] {
        let refused = sim.refused("sendMessage", with(wrong)).await;
        assert_eq!(refused.1, "Bad Request: QUOTE_TEXT_INVALID");
    }
    let photo = anna.send(&NewMessage::photo()).await.unwrap();
    let refused = sim
        .refused(
            "sendMessage",
            with(json!({ "message_id": photo.message_id, "quote": "раз" })),
        )
        .await;
    assert_eq!(refused.1, "Bad Request: QUOTE_TEXT_INVALID");
    anna.delete(text.message_id).await.unwrap();
    let gone = json!({ "message_id": text.message_id, "quote": "раз", "allow_sending_without_reply": true });
    let sent = sim.ok("sendMessage", with(gone)).await;
    assert!(sent["reply_to_message"].is_null() && sent["quote"].is_null());
}

#[tokio::test]
async fn custom_emoji_are_reactions_of_people_only() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let id = sim.send(&anna, "привет").await;
    sim.ok(
        "getUpdates",
        json!({ "allowed_updates": ["message_reaction"] }),
    )
    .await;
    let custom = Reaction {
        custom_emoji_ids: vec!["5368324170671202286".to_owned()],
        ..Reaction::default()
    };
    let sent = anna.react_as(id, &custom).await.unwrap();
    let told = sim.updates(sent.update_id.unwrap()).await[0]["message_reaction"].clone();
    assert_eq!(
        told["new_reaction"],
        json!([{ "type": "custom_emoji", "custom_emoji_id": "5368324170671202286" }])
    );
    let params =
        json!({ "chat_id": anna.id(), "message_id": id, "reaction": told["new_reaction"] });
    let refused = sim.refused("setMessageReaction", params).await;
    assert_eq!(refused.1, "Bad Request: REACTION_INVALID");
    anna.react(id, &[]).await.unwrap();
    assert!(
        anna.chat()
            .await
            .unwrap()
            .message(id)
            .unwrap()
            .user_reactions
            .is_empty()
    );
}
