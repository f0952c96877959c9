//! Albums of a person and of a bot.

use serde_json::{Value, json};
use telegram_simulator::client::{NewMessage, samples};

use crate::harness::Sim;

#[tokio::test]
async fn an_album_of_a_person_comes_as_one_update_for_each_part_in_order() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let parts = vec![
        NewMessage::photo().captioned("первая").hidden(),
        NewMessage::video(),
        NewMessage::photo().captioned("третья"),
    ];
    let album = anna.send_album(parts).await.unwrap();
    let updates = sim.updates(0).await;
    let told: Vec<_> = updates
        .iter()
        .map(|update| {
            let message = &update["message"];
            assert_eq!(message["media_group_id"], album.media_group_id);
            (
                update["update_id"].as_i64(),
                message["message_id"].as_i64().unwrap(),
            )
        })
        .collect();
    let sent: Vec<_> = album
        .messages
        .iter()
        .map(|sent| (sent.update_id, sent.message_id))
        .collect();
    assert_eq!(told, sent);
    let chat = anna.chat().await.unwrap();
    let seen = chat.album(&album.media_group_id);
    let texts: Vec<_> = seen
        .iter()
        .map(|message| (message.text.as_str(), message.is_hidden()))
        .collect();
    assert_eq!(texts, [("первая", true), ("", false), ("третья", false)]);
}

#[tokio::test]
async fn only_what_belongs_together_makes_an_album() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let document = || NewMessage::document("a.txt", "text/plain", b"a");
    let audio = || NewMessage::audio("П", "Т", "a.ogg");
    let photos = |count: usize| (0..count).map(|_| NewMessage::photo()).collect::<Vec<_>>();
    for parts in [
        photos(1),
        photos(11),
        vec![NewMessage::photo(), document()],
        vec![audio(), document()],
        vec![NewMessage::voice(), NewMessage::voice()],
        vec![NewMessage::words("a"), NewMessage::photo()],
    ] {
        assert!(anna.send_album(parts).await.is_err());
    }
    for parts in [
        photos(10),
        vec![document(), document()],
        vec![audio(), audio()],
    ] {
        anna.send_album(parts).await.unwrap();
    }
}

async fn photo_id(sim: &Sim, chat_id: i64) -> Value {
    let params = json!({ "chat_id": chat_id });
    let files = [("photo", samples::PHOTO)];
    let (_, body) = sim.upload("sendPhoto", params, &files).await;
    body["result"]["photo"][0]["file_id"].clone()
}

#[tokio::test]
async fn an_album_of_a_bot_is_checked_as_a_whole_before_anything_is_sent() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let photo = photo_id(&sim, anna.id()).await;
    let before = anna.chat().await.unwrap().messages.len();
    let good = json!({ "type": "photo", "media": photo });
    let with = |second: Value| json!({ "chat_id": anna.id(), "media": [good, second] });
    for (second, words) in [
        (
            json!({ "type": "photo", "media": "unknown" }),
            "wrong file identifier",
        ),
        (
            json!({ "type": "photo", "media": photo, "duration": 1 }),
            "unknown field \"duration\"",
        ),
        (
            json!({ "type": "voice", "media": photo }),
            "unsupported type",
        ),
        (json!({ "type": "photo" }), "\"media\" must be specified"),
        (
            json!({ "type": "photo", "media": photo, "caption": "я".repeat(1025) }),
            "caption is too long",
        ),
    ] {
        let (status, description) = sim.refused("sendMediaGroup", with(second)).await;
        assert_eq!(status, 400);
        assert!(description.contains(words), "{description}");
    }
    let mut keyboard = with(good.clone());
    keyboard["reply_markup"] = json!({ "inline_keyboard": [] });
    assert_eq!(sim.refused("sendMediaGroup", keyboard).await.0, 400);
    assert_eq!(anna.chat().await.unwrap().messages.len(), before);
}

#[tokio::test]
async fn albums_of_a_bot_are_protected_hidden_and_reply_as_asked() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let photo = photo_id(&sim, anna.id()).await;
    let hidden = json!({ "type": "photo", "media": photo, "has_spoiler": true, "caption": "<b>раз</b>", "parse_mode": "HTML", "show_caption_above_media": true });
    let open = json!({ "type": "photo", "media": photo });
    let params = json!({ "chat_id": anna.id(), "media": [hidden, open], "protect_content": true, "reply_parameters": { "message_id": 1 } });
    let sent = sim.ok("sendMediaGroup", params).await;
    let chat = anna.chat().await.unwrap();
    let album = chat.album(sent[0]["media_group_id"].as_str().unwrap());
    assert_eq!(album.len(), 2);
    assert!(
        album
            .iter()
            .all(|message| message.protected && message.reply_to == Some(1))
    );
    assert!(album[0].is_hidden() && album[0].caption_above && !album[1].is_hidden());
    assert_eq!(album[0].entities[0].kind, "bold");
}

#[tokio::test]
async fn copied_albums_stay_together_under_an_id_of_their_own() {
    let sim = Sim::start().await;
    let (anna, boris) = (sim.started("Анна").await, sim.started("Борис").await);
    let parts = vec![NewMessage::photo().captioned("а"), NewMessage::photo()];
    let album = anna.send_album(parts).await.unwrap();
    let ids: Vec<_> = album.messages.iter().map(|sent| sent.message_id).collect();
    let copy = json!({ "chat_id": boris.id(), "from_chat_id": anna.id(), "message_ids": ids });
    assert_eq!(
        sim.ok("copyMessages", copy).await.as_array().unwrap().len(),
        2
    );
    let chat = boris.chat().await.unwrap();
    let group = chat.last_bot_message().unwrap().album_id().unwrap();
    assert_ne!(group, album.media_group_id);
    assert_eq!(chat.album(group).len(), 2);
}

#[tokio::test]
async fn a_reaction_of_the_bot_goes_to_the_first_part_that_is_left() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let parts = (0..3).map(|_| NewMessage::photo()).collect();
    let album = anna.send_album(parts).await.unwrap();
    let ids: Vec<_> = album.messages.iter().map(|sent| sent.message_id).collect();
    anna.delete(ids[0]).await.unwrap();
    let reaction = json!([{ "type": "emoji", "emoji": "❤" }]);
    let params = json!({ "chat_id": anna.id(), "message_id": ids[2], "reaction": reaction });
    sim.ok("setMessageReaction", params).await;
    let chat = anna.chat().await.unwrap();
    assert_eq!(chat.message(ids[1]).unwrap().bot_reactions, ["❤"]);
    assert!(chat.message(ids[2]).unwrap().bot_reactions.is_empty());
}
