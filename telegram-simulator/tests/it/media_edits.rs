//! Files and captions that are changed, by the person and by the bot.

use serde_json::json;
use telegram_simulator::client::{Edit, NewMedia, NewMessage, samples};

use crate::harness::{Clock, Sim};

#[tokio::test]
async fn a_person_changes_the_caption_or_the_file() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let sent = anna
        .send(&NewMessage::photo().captioned("раз"))
        .await
        .unwrap();
    let edited = anna.edit(sent.message_id, "два").await.unwrap();
    let told = sim.updates(edited.update_id.unwrap()).await;
    assert_eq!(told[0]["edited_message"]["caption"], "два");
    let video = NewMedia::new("video", samples::VIDEO);
    let edit = Edit::media(video, "теперь видео");
    let edited = anna.edit_as(sent.message_id, &edit).await.unwrap();
    let message = sim.updates(edited.update_id.unwrap()).await[0]["edited_message"].clone();
    assert!(message["photo"].is_null() && message["video"]["file_id"].is_string());
    assert_eq!(message["caption"], "теперь видео");
    let chat = anna.chat().await.unwrap();
    let seen = chat.message(sent.message_id).unwrap();
    assert!(seen.edited);
    assert_eq!(anna.file(seen).await.unwrap(), samples::VIDEO);
    let voice = anna.send(&NewMessage::voice()).await.unwrap();
    let photo = Edit::media(NewMedia::new("photo", samples::PHOTO), "");
    assert!(anna.edit_as(voice.message_id, &photo).await.is_err());
    let text = anna.send_text("слова").await.unwrap();
    anna.edit_as(text.message_id, &photo).await.unwrap();
    let raw = anna.raw_message(text.message_id).await.unwrap();
    assert!(raw["text"].is_null() && raw["photo"].is_array());
}

#[tokio::test]
async fn a_person_changes_a_part_of_an_album_only_to_what_fits() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let album = anna
        .send_album(vec![NewMessage::photo(), NewMessage::photo()])
        .await
        .unwrap();
    let id = album.messages[1].message_id;
    let document = Edit::media(NewMedia::new("document", b"x"), "");
    assert!(anna.edit_as(id, &document).await.is_err());
    let video = Edit::media(NewMedia::new("video", samples::VIDEO), "видео");
    anna.edit_as(id, &video).await.unwrap();
    assert_eq!(
        anna.chat()
            .await
            .unwrap()
            .album(&album.media_group_id)
            .len(),
        2
    );
}

#[tokio::test]
async fn what_is_two_days_old_is_not_changed_by_a_person() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let anna = sim.started("Анна").await;
    let sent = anna.send_text("раз").await.unwrap();
    clock.advance(48 * 60 * 60).await;
    assert!(anna.edit(sent.message_id, "два").await.is_err());
}

#[tokio::test]
async fn a_bot_replaces_media_by_upload_and_by_id() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let params = json!({ "chat_id": anna.id(), "caption": "раз" });
    let (_, body) = sim
        .upload("sendPhoto", params, &[("photo", samples::PHOTO)])
        .await;
    let id = body["result"]["message_id"].clone();
    let photo = body["result"]["photo"][0]["file_id"].clone();
    let media =
        json!({ "type": "video", "media": "attach://new", "caption": "два", "has_spoiler": true });
    let params = json!({ "chat_id": anna.id(), "message_id": id, "media": media });
    let (status, body) = sim
        .upload("editMessageMedia", params, &[("new", samples::VIDEO)])
        .await;
    assert_eq!(status, 200, "{body}");
    assert!(body["result"]["photo"].is_null());
    let chat = anna.chat().await.unwrap();
    let seen = chat.last_bot_message().unwrap();
    assert_eq!(
        (seen.media_kind(), seen.text.as_str()),
        (Some("video"), "два")
    );
    assert!(seen.edited && seen.is_hidden());
    let back = json!({ "chat_id": anna.id(), "message_id": id, "media": { "type": "photo", "media": photo } });
    sim.ok("editMessageMedia", back.clone()).await;
    let again = sim.refused("editMessageMedia", back).await;
    assert!(
        again.1.starts_with("Bad Request: message is not modified"),
        "{}",
        again.1
    );
    let caption = json!({ "chat_id": anna.id(), "message_id": id, "caption": "три", "show_caption_above_media": true });
    sim.ok("editMessageCaption", caption).await;
    assert!(
        anna.chat()
            .await
            .unwrap()
            .last_bot_message()
            .unwrap()
            .caption_above
    );
}

#[tokio::test]
async fn a_bot_replaces_only_what_can_be_replaced() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let params = json!({ "chat_id": anna.id() });
    let mut ids = Vec::new();
    for (method, field, bytes) in [
        ("sendVoice", "voice", samples::VOICE),
        ("sendSticker", "sticker", samples::STICKER),
        ("sendPhoto", "photo", samples::PHOTO),
    ] {
        let (_, body) = sim.upload(method, params.clone(), &[(field, bytes)]).await;
        ids.push(body["result"]["message_id"].clone());
    }
    let edit = |id: &serde_json::Value, kind: &str| json!({ "chat_id": anna.id(), "message_id": id, "media": { "type": kind, "media": "attach://new" } });
    let file = [("new", samples::PHOTO)];
    for id in &ids[..2] {
        let (_, body) = sim
            .upload("editMessageMedia", edit(id, "photo"), &file)
            .await;
        assert_eq!(body["description"], "Bad Request: message can't be edited");
    }
    let caption = json!({ "chat_id": anna.id(), "message_id": ids[1], "caption": "под стикером" });
    let refused = sim.refused("editMessageCaption", caption).await;
    assert_eq!(
        refused.1,
        "Bad Request: there is no caption in the message to edit"
    );
    let (status, _) = sim
        .upload("editMessageMedia", edit(&ids[2], "document"), &file)
        .await;
    assert_eq!(status, 200);
    let text = sim.send(&anna, "слова").await;
    let (status, body) = sim
        .upload("editMessageMedia", edit(&json!(text), "photo"), &file)
        .await;
    assert_eq!(status, 200, "words can become a photo: {body}");
}

#[tokio::test]
async fn a_part_of_a_bots_album_becomes_only_what_fits() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let media = json!([{ "type": "photo", "media": "attach://a" }, { "type": "photo", "media": "attach://b" }]);
    let params = json!({ "chat_id": anna.id(), "media": media });
    let files = [("a", samples::PHOTO), ("b", samples::PHOTO_2)];
    let (_, body) = sim.upload("sendMediaGroup", params, &files).await;
    let part = &body["result"][1];
    for (kind, status) in [("document", 400), ("animation", 400), ("video", 200)] {
        let media = json!({ "type": kind, "media": "attach://a" });
        let params =
            json!({ "chat_id": anna.id(), "message_id": part["message_id"], "media": media });
        let (got, body) = sim.upload("editMessageMedia", params, &files[..1]).await;
        assert_eq!(got, status, "{body}");
    }
    let chat = anna.chat().await.unwrap();
    assert_eq!(
        chat.album(part["media_group_id"].as_str().unwrap()).len(),
        2
    );
}
