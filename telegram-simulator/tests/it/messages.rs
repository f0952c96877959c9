//! Messages: ids, edits, deletes, replies, copies, reactions, and who may be written to.

use serde_json::json;
use telegram_simulator::client::{NewMessage, NewUser};

use crate::harness::{Clock, Sim};

#[tokio::test]
async fn a_bot_may_write_only_to_those_who_started_it_and_did_not_leave() {
    let sim = Sim::start().await;
    let anna = sim.bot.person("Анна").await.unwrap();
    let message = json!({ "chat_id": anna.id(), "text": "привет" });
    let stranger = sim.refused("sendMessage", message.clone()).await;
    let words = "Forbidden: bot can't initiate conversation with a user";
    assert_eq!(stranger, (403, words.to_owned()));
    anna.send_text("/start").await.unwrap();
    sim.ok("sendMessage", message.clone()).await;
    anna.block_bot().await.unwrap();
    let blocked = sim.refused("sendMessage", message.clone()).await;
    let words = "Forbidden: bot was blocked by the user";
    assert_eq!(blocked, (403, words.to_owned()));
    assert!(anna.send_text("?").await.is_err());
    anna.unblock_bot().await.unwrap();
    sim.ok("sendMessage", message.clone()).await;
    sim.control.delete_account(anna.id()).await.unwrap();
    let deleted = sim.refused("sendMessage", message).await;
    assert_eq!(deleted, (403, "Forbidden: user is deactivated".to_owned()));
}

#[tokio::test]
async fn the_bot_is_told_who_wrote_what_and_what_was_blocked() {
    let sim = Sim::start().await;
    let user = NewUser {
        first_name: Some("Анна".to_owned()),
        username: Some("anna".to_owned()),
        ..NewUser::default()
    };
    let anna = sim.bot.new_person(&user).await.unwrap();
    let sent = anna.send_text("/start привет").await.unwrap();
    anna.block_bot().await.unwrap();
    let updates = sim.updates(0).await;
    assert_eq!(updates[0]["update_id"], sent.update_id.unwrap());
    let mut message = updates[0]["message"].clone();
    assert!(message["date"].take().as_i64().unwrap() > 1_700_000_000);
    let chat =
        json!({ "id": anna.id(), "first_name": "Анна", "username": "anna", "type": "private" });
    let from = json!({ "id": anna.id(), "is_bot": false, "first_name": "Анна", "username": "anna", "language_code": "ru" });
    let entity = json!({ "type": "bot_command", "offset": 0, "length": 6 });
    assert_eq!(
        message,
        json!({ "message_id": 1, "from": from, "chat": chat, "date": null, "text": "/start привет", "entities": [entity] })
    );
    let member = &updates[1]["my_chat_member"];
    assert_eq!(member["old_chat_member"]["status"], "member");
    assert_eq!(member["new_chat_member"]["status"], "kicked");
    assert_eq!(member["new_chat_member"]["user"]["id"], 4242);
}

#[tokio::test]
async fn message_ids_grow_in_each_chat_and_edits_keep_them() {
    let sim = Sim::start().await;
    let (anna, boris) = (sim.started("Анна").await, sim.started("Борис").await);
    assert_eq!(sim.send(&anna, "a").await, 2);
    assert_eq!(sim.send(&boris, "b").await, 2);
    assert_eq!(sim.send(&anna, "c").await, 3);
    let edit = json!({ "chat_id": anna.id(), "message_id": 2, "text": "d" });
    let edited = sim.ok("editMessageText", edit.clone()).await;
    assert_eq!(edited["message_id"], 2);
    assert!(edited["edit_date"].is_i64());
    let (status, words) = sim.refused("editMessageText", edit).await;
    assert_eq!(status, 400);
    assert!(words.starts_with("Bad Request: message is not modified:"));
    for (id, words) in [
        (1, "message can't be edited"),
        (9, "message to edit not found"),
    ] {
        let edit = json!({ "chat_id": anna.id(), "message_id": id, "text": "e" });
        let refused = sim.refused("editMessageText", edit).await;
        assert_eq!(refused.1, format!("Bad Request: {words}"));
    }
    let seen = anna.chat().await.unwrap();
    let texts: Vec<_> = seen
        .messages
        .iter()
        .map(|m| (m.text.as_str(), m.edited))
        .collect();
    assert_eq!(texts, [("/start", false), ("d", true), ("c", false)]);
}

#[tokio::test]
async fn an_edit_without_a_keyboard_takes_the_keyboard_away() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let keyboard = json!({ "inline_keyboard": [[{ "text": "Да", "callback_data": "y" }]] });
    sim.ok(
        "sendMessage",
        json!({ "chat_id": anna.id(), "text": "?", "reply_markup": keyboard }),
    )
    .await;
    assert!(anna.chat().await.unwrap().has_button("Да"));
    sim.ok(
        "editMessageText",
        json!({ "chat_id": anna.id(), "message_id": 2, "text": "!" }),
    )
    .await;
    assert!(!anna.chat().await.unwrap().has_button("Да"));
    let edit = json!({ "chat_id": anna.id(), "message_id": 2, "reply_markup": keyboard });
    sim.ok("editMessageReplyMarkup", edit.clone()).await;
    assert!(anna.chat().await.unwrap().has_button("Да"));
    assert_eq!(sim.refused("editMessageReplyMarkup", edit).await.0, 400);
}

#[tokio::test]
async fn messages_can_be_deleted_for_two_days() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let anna = sim.started("Анна").await;
    let old = sim.send(&anna, "старое").await;
    clock.advance(48 * 60 * 60).await;
    let young = sim.send(&anna, "новое").await;
    let delete = |id: i64| json!({ "chat_id": anna.id(), "message_id": id });
    sim.ok("deleteMessage", delete(young)).await;
    let again = sim.refused("deleteMessage", delete(young)).await;
    assert_eq!(again.1, "Bad Request: message to delete not found");
    let late = sim.refused("deleteMessage", delete(old)).await;
    assert_eq!(late.1, "Bad Request: message can't be deleted for everyone");
    let chat = anna.chat().await.unwrap();
    assert!(chat.message(young).is_none());
    assert_eq!(
        chat.messages.last().unwrap().text,
        "",
        "a deleted text is not shown"
    );
}

#[tokio::test]
async fn replies_point_at_messages_that_exist() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let id = sim.send(&anna, "вопрос").await;
    anna.reply(id, "ответ").await.unwrap();
    let message = &sim.updates(0).await[0]["message"];
    assert_eq!(message["reply_to_message"]["text"], "вопрос");
    assert_eq!(message["reply_to_message"]["from"]["is_bot"], true);
    let mut reply =
        json!({ "chat_id": anna.id(), "text": "a", "reply_parameters": { "message_id": 99 } });
    let refused = sim.refused("sendMessage", reply.clone()).await;
    assert_eq!(refused.1, "Bad Request: message to be replied not found");
    reply["reply_parameters"]["allow_sending_without_reply"] = json!(true);
    assert!(sim.ok("sendMessage", reply).await["reply_to_message"].is_null());
}

#[tokio::test]
async fn a_person_edits_deletes_and_reacts() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let kinds = json!(["message", "edited_message", "message_reaction"]);
    let sent = anna.send_text("раз").await.unwrap();
    anna.edit(sent.message_id, "два").await.unwrap();
    let unwanted = anna.react(sent.message_id, &["👍"]).await.unwrap();
    assert_eq!(unwanted.update_id, None, "reactions must be asked for");
    sim.ok("getUpdates", json!({ "allowed_updates": kinds }))
        .await;
    anna.react(sent.message_id, &["❤"]).await.unwrap();
    anna.delete(sent.message_id).await.unwrap();
    let updates = sim.updates(0).await;
    assert_eq!(updates.len(), 3, "a deletion is not told");
    assert_eq!(updates[1]["edited_message"]["text"], "два");
    let reaction = &updates[2]["message_reaction"];
    assert_eq!(reaction["old_reaction"][0]["emoji"], "👍");
    assert_eq!(
        reaction["new_reaction"],
        json!([{ "type": "emoji", "emoji": "❤" }])
    );
    let id = sim.send(&anna, "a").await;
    let react = |emoji: &str| json!({ "chat_id": anna.id(), "message_id": id, "reaction": [{ "type": "emoji", "emoji": emoji }] });
    sim.ok("setMessageReaction", react("👍")).await;
    let refused = sim.refused("setMessageReaction", react("🐌")).await;
    assert_eq!(refused.1, "Bad Request: REACTION_INVALID");
    assert_eq!(
        anna.chat()
            .await
            .unwrap()
            .message(id)
            .unwrap()
            .bot_reactions,
        ["👍"]
    );
}

#[tokio::test]
async fn a_copy_carries_no_origin_and_a_protected_message_is_not_copied() {
    let sim = Sim::start().await;
    let (anna, boris) = (sim.started("Анна").await, sim.started("Борис").await);
    let origin = json!({ "forward_origin": { "type": "hidden_user", "sender_user_name": "Вера", "date": 1 } });
    let forwarded = NewMessage {
        text: "слух".to_owned(),
        parts: origin.as_object().unwrap().clone(),
        ..NewMessage::default()
    };
    let sent = anna.send(&forwarded).await.unwrap();
    let copy =
        json!({ "chat_id": boris.id(), "from_chat_id": anna.id(), "message_id": sent.message_id });
    let id = sim.ok("copyMessage", copy).await["message_id"]
        .as_i64()
        .unwrap();
    let copied = boris.raw_message(id).await.unwrap();
    assert_eq!(copied["text"], "слух");
    assert!(copied["forward_origin"].is_null());
    let secret = json!({ "chat_id": anna.id(), "text": "тайна", "protect_content": true });
    let id = sim.ok("sendMessage", secret).await["message_id"].clone();
    let copy = json!({ "chat_id": boris.id(), "from_chat_id": anna.id(), "message_id": id });
    let refused = sim.refused("copyMessage", copy).await;
    assert_eq!(refused.1, "Bad Request: message can't be copied");
}

#[tokio::test]
async fn typing_is_shown_until_the_next_message_or_five_seconds() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let anna = sim.started("Анна").await;
    let typing = json!({ "chat_id": anna.id(), "action": "typing" });
    sim.ok("sendChatAction", typing.clone()).await;
    assert_eq!(anna.chat().await.unwrap().action.as_deref(), Some("typing"));
    sim.send(&anna, "вот").await;
    assert_eq!(anna.chat().await.unwrap().action, None);
    sim.ok("sendChatAction", typing).await;
    clock.advance(5).await;
    assert_eq!(anna.chat().await.unwrap().action, None);
    let wrong = json!({ "chat_id": anna.id(), "action": "dancing" });
    let refused = sim.refused("sendChatAction", wrong).await;
    assert_eq!(refused.1, "Bad Request: wrong parameter action in request");
}

#[tokio::test]
async fn waiting_for_a_chat_ends_with_the_change_that_was_waited_for() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let waiting = {
        let anna = anna.clone();
        tokio::spawn(async move { anna.wait_for_text(0, "дождались").await })
    };
    sim.send(&anna, "ещё нет").await;
    sim.send(&anna, "дождались").await;
    let chat = waiting.await.unwrap().unwrap();
    assert_eq!(chat.last_bot_text(), Some("дождались"));
}
