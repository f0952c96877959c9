//! Everything a person can send: what the bot is told, what it can do with it, what the other one sees.

use serde_json::{Value, json};
use telegram_simulator::client::{NewMedia, NewMessage, samples};

use crate::harness::{Sim, TOKEN};

/// Every kind with a file: the message, its field, and the method that sends it on.
fn files() -> Vec<(NewMessage, &'static str, &'static str)> {
    vec![
        (NewMessage::photo(), "photo", "sendPhoto"),
        (NewMessage::video(), "video", "sendVideo"),
        (NewMessage::voice(), "voice", "sendVoice"),
        (NewMessage::video_note(), "video_note", "sendVideoNote"),
        (
            NewMessage::audio("Певица", "Песня", "pesnya.ogg"),
            "audio",
            "sendAudio",
        ),
        (NewMessage::animation(), "animation", "sendAnimation"),
        (
            NewMessage::sticker("cats_by_anna"),
            "sticker",
            "sendSticker",
        ),
        (
            NewMessage::document("Отчёт.txt", "text/plain", b"words"),
            "document",
            "sendDocument",
        ),
    ]
}

fn file_of<'a>(message: &'a Value, field: &str) -> &'a Value {
    match &message[field] {
        Value::Array(sizes) => sizes.last().unwrap(),
        file => file,
    }
}

#[tokio::test]
async fn every_kind_of_file_reaches_the_other_one_by_its_id_with_the_same_bytes() {
    let sim = Sim::start().await;
    let (anna, boris) = (sim.started("Анна").await, sim.started("Борис").await);
    for (message, field, method) in files() {
        let sent = anna.send(&message).await.unwrap();
        let raw = anna.raw_message(sent.message_id).await.unwrap();
        let file_id = &file_of(&raw, field)["file_id"];
        assert!(file_id.is_string(), "{raw}");
        let params = json!({ "chat_id": boris.id(), field: file_id, "protect_content": true });
        let got = sim.ok(method, params).await;
        assert_eq!(got["has_protected_content"], true);
        let chat = boris.chat().await.unwrap();
        let seen = chat.bot_media(field).next_back().unwrap();
        assert!(seen.protected);
        let own = anna.chat().await.unwrap();
        let own = own.message(sent.message_id).unwrap();
        let bytes = boris.file(seen).await.unwrap();
        assert_eq!(bytes, anna.file(own).await.unwrap(), "{field}");
        let file = sim.ok("getFile", json!({ "file_id": file_id })).await;
        let path = file["file_path"].as_str().unwrap();
        let url = format!("{}/file/bot{TOKEN}/{path}", sim.running.url());
        let download = sim.http.get(url).send().await.unwrap();
        assert_eq!(download.bytes().await.unwrap(), bytes, "{path}");
    }
}

#[tokio::test]
async fn names_and_tags_stay_with_a_file_that_is_sent_by_its_id() {
    let sim = Sim::start().await;
    let (anna, boris) = (sim.started("Анна").await, sim.started("Борис").await);
    for (message, field, method) in files() {
        let sent = anna.send(&message).await.unwrap();
        let raw = anna.raw_message(sent.message_id).await.unwrap();
        let file_id = &file_of(&raw, field)["file_id"];
        let params = json!({ "chat_id": boris.id(), field: file_id });
        sim.ok(method, params).await;
    }
    let chat = boris.chat().await.unwrap();
    let last = |kind: &str| chat.bot_media(kind).next_back().unwrap();
    assert_eq!(last("audio").media_text("performer"), Some("Певица"));
    assert_eq!(last("audio").media_text("title"), Some("Песня"));
    assert_eq!(last("audio").media_text("file_name"), Some("pesnya.ogg"));
    assert_eq!(last("sticker").media_text("set_name"), Some("cats_by_anna"));
    let document = last("document").media.as_ref().unwrap();
    assert_eq!(document.file_name.as_deref(), Some("Отчёт.txt"));
    assert_eq!(document.object["mime_type"], "text/plain");
    assert_eq!(document.object["file_size"], 5);
}

#[tokio::test]
async fn an_upload_has_only_what_the_request_says() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let params = json!({ "chat_id": anna.id(), "performer": "П", "title": "Т", "duration": 7 });
    let (status, body) = sim
        .upload("sendAudio", params, &[("audio", samples::VOICE)])
        .await;
    assert_eq!(status, 200, "{body}");
    let audio = &body["result"]["audio"];
    assert_eq!(
        (&audio["performer"], &audio["duration"]),
        (&json!("П"), &json!(7))
    );
    assert_eq!(audio["file_name"], "file.bin");
    let params = json!({ "chat_id": anna.id() });
    let (status, body) = sim
        .upload(
            "sendSticker",
            params.clone(),
            &[("sticker", samples::STICKER)],
        )
        .await;
    assert_eq!(status, 200, "{body}");
    assert!(body["result"]["sticker"]["set_name"].is_null());
    let (status, body) = sim
        .upload("sendPhoto", params.clone(), &[("photo", b"no picture")])
        .await;
    assert_eq!(
        (status, &body["description"]),
        (400, &json!("Bad Request: IMAGE_PROCESS_FAILED"))
    );
    let (status, body) = sim.upload("sendVoice", params, &[("voice", b"")]).await;
    assert_eq!(
        (status, &body["description"]),
        (400, &json!("Bad Request: file must be non-empty"))
    );
}

#[tokio::test]
async fn files_over_20_mb_are_not_given_to_bots() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let limit = 20 * 1024 * 1024;
    for (size, is_given) in [(limit, true), (limit + 1, false)] {
        let media = NewMedia::new("document", b"few bytes").claiming_bytes(size);
        let sent = anna.send(&NewMessage::media(media)).await.unwrap();
        let document = anna.raw_message(sent.message_id).await.unwrap()["document"].clone();
        assert_eq!(document["file_size"], size);
        let ask = json!({ "file_id": document["file_id"] });
        if is_given {
            let file = sim.ok("getFile", ask).await;
            assert_eq!(file["file_size"], size);
        } else {
            let refused = sim.refused("getFile", ask).await;
            assert_eq!(refused.1, "Bad Request: file is too big");
        }
    }
}

#[tokio::test]
async fn everything_without_a_file_comes_as_telegram_has_it() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    for (message, field, path, value) in [
        (
            NewMessage::contact("+79001234567", "Вера"),
            "contact",
            "/contact/phone_number",
            json!("+79001234567"),
        ),
        (
            NewMessage::location(55.7, 37.6),
            "location",
            "/location/latitude",
            json!(55.7),
        ),
        (
            NewMessage::venue("Кафе", "Невский, 1"),
            "venue",
            "/venue/title",
            json!("Кафе"),
        ),
        (
            NewMessage::poll("Как вы?", &["да", "нет"]),
            "poll",
            "/poll/options/1/text",
            json!("нет"),
        ),
        (NewMessage::dice(3), "dice", "/dice/value", json!(3)),
        (
            NewMessage::story(77, "Вера"),
            "story",
            "/story/chat/first_name",
            json!("Вера"),
        ),
        (
            NewMessage::game("Игра"),
            "game",
            "/game/title",
            json!("Игра"),
        ),
        (
            NewMessage::paid_media(5),
            "paid_media",
            "/paid_media/star_count",
            json!(5),
        ),
        (
            NewMessage::web_app_data("d", "Кнопка"),
            "web_app_data",
            "/web_app_data/data",
            json!("d"),
        ),
    ] {
        let sent = anna.send(&message).await.unwrap();
        let updates = sim.updates(sent.update_id.unwrap()).await;
        assert_eq!(
            updates[0]["message"].pointer(path),
            Some(&value),
            "{updates:?}"
        );
        let chat = anna.chat().await.unwrap();
        assert_eq!(
            chat.message(sent.message_id).unwrap().media_kind(),
            Some(field)
        );
    }
}

#[tokio::test]
async fn where_a_message_came_from_is_told_and_seen() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let origins = [
        NewMessage::words("а").forwarded_from(77, "Вера", Some("vera")),
        NewMessage::photo().forwarded_from_hidden("Вера"),
        NewMessage::words("в").forwarded_from_channel("Вера", "vera_writes"),
    ];
    for (message, kind) in origins.iter().zip(["user", "hidden_user", "channel"]) {
        let sent = anna.send(message).await.unwrap();
        let raw = anna.raw_message(sent.message_id).await.unwrap();
        assert_eq!(raw["forward_origin"]["type"], kind);
        let chat = anna.chat().await.unwrap();
        let seen = chat.message(sent.message_id).unwrap();
        assert_eq!(seen.forwarded_from.as_deref(), Some("Вера"));
        assert!(
            anna.edit(sent.message_id, "своё").await.is_err(),
            "a forward is not one's own"
        );
    }
    let sent = anna
        .send(&NewMessage::photo().via_bot("gif"))
        .await
        .unwrap();
    let chat = anna.chat().await.unwrap();
    assert_eq!(
        chat.message(sent.message_id).unwrap().via_bot.as_deref(),
        Some("gif")
    );
}

#[tokio::test]
async fn protected_content_cannot_be_sent_on_by_the_person() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let open = sim.send(&anna, "открыто").await;
    let forwarded = anna.forward(open).await.unwrap();
    let raw = anna.raw_message(forwarded.message_id).await.unwrap();
    assert_eq!(raw["text"], "открыто");
    assert_eq!(raw["forward_origin"]["sender_user"]["is_bot"], true);
    let secret = json!({ "chat_id": anna.id(), "text": "тайна", "protect_content": true });
    let id = sim.ok("sendMessage", secret).await["message_id"]
        .as_i64()
        .unwrap();
    assert!(anna.forward(id).await.is_err());
}

#[tokio::test]
async fn a_person_cannot_do_what_telegrams_apps_do_not_let_them() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    for message in [
        NewMessage::sticker("s").captioned("под стикером"),
        NewMessage::video_note().captioned("под кружком"),
        NewMessage::photo().captioned(&"я".repeat(1025)),
        NewMessage::words(&"я".repeat(4097)),
        NewMessage::words(""),
        NewMessage::words("ответ").reply_to(99),
        NewMessage::words("ответ").quoting("нет"),
        NewMessage::media(NewMedia::new("hologram", b"x")),
    ] {
        assert!(anna.send(&message).await.is_err(), "{message:?}");
    }
    let voice = anna.send(&NewMessage::voice()).await.unwrap().message_id;
    assert!(anna.react(voice, &["🐌"]).await.is_err());
    assert!(anna.react(voice, &["👍", "❤", "🔥", "🎉"]).await.is_err());
    let sticker = anna.send(&NewMessage::sticker("s")).await.unwrap();
    assert!(anna.edit(sticker.message_id, "подпись").await.is_err());
    anna.edit(voice, "подпись под голосовым").await.unwrap();
}
