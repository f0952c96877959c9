//! Files, albums, captions.

use base64::Engine;
use serde_json::{Value, json};
use telegram_simulator::client::{NewMedia, NewMessage};

use crate::harness::{Sim, TOKEN};

fn photo(bytes: &[u8]) -> NewMessage {
    NewMessage {
        text: "подпись".to_owned(),
        media: Some(NewMedia {
            kind: "photo".to_owned(),
            base64: base64::engine::general_purpose::STANDARD.encode(bytes),
            file_name: None,
            mime_type: Some("image/png".to_owned()),
            media_group_id: None,
            spoiler: true,
        }),
        ..NewMessage::default()
    }
}

#[tokio::test]
async fn a_photo_can_be_sent_on_and_downloaded_by_the_bot_that_got_it() {
    let sim = Sim::start().await;
    let (anna, boris) = (sim.started("Анна").await, sim.started("Борис").await);
    anna.send(&photo(b"pixels")).await.unwrap();
    let message = sim.updates(0).await[0]["message"].clone();
    assert_eq!(message["caption"], "подпись");
    assert_eq!(message["has_media_spoiler"], true);
    let file_id = message["photo"][0]["file_id"].clone();
    let sent = json!({ "chat_id": boris.id(), "photo": file_id, "has_spoiler": true });
    sim.ok("sendPhoto", sent).await;
    let seen = boris
        .chat()
        .await
        .unwrap()
        .last_bot_message()
        .unwrap()
        .clone();
    assert!(seen.media.unwrap().spoiler);
    let file = sim.ok("getFile", json!({ "file_id": file_id })).await;
    let path = file["file_path"].as_str().unwrap();
    let url = format!("{}/file/bot{TOKEN}/{path}", sim.running.url());
    let bytes = sim
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(&bytes[..], b"pixels");
    let as_voice = json!({ "chat_id": boris.id(), "voice": file_id });
    let refused = sim.refused("sendVoice", as_voice).await;
    assert_eq!(
        refused.1,
        "Bad Request: can't use file of type photo as voice"
    );
    let other = format!(
        "{}/bot5:other/getFile?file_id={}",
        sim.running.url(),
        file_id.as_str().unwrap()
    );
    assert_eq!(sim.http.get(other).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn albums_are_uploaded_together_and_keep_their_id() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let media = json!([
        { "type": "photo", "media": "attach://one", "caption": "первая" },
        { "type": "video", "media": "attach://two" },
    ]);
    let part = |bytes: &'static [u8]| reqwest::multipart::Part::bytes(bytes).file_name("file");
    let form = reqwest::multipart::Form::new()
        .text("chat_id", anna.id().to_string())
        .text("media", media.to_string())
        .part("one", part(b"1"))
        .part("two", part(b"2"));
    let url = format!("{}/bot{TOKEN}/sendMediaGroup", sim.running.url());
    let answer = sim.http.post(url).multipart(form).send().await.unwrap();
    let body: Value = answer.json().await.unwrap();
    let sent = body["result"]
        .as_array()
        .unwrap_or_else(|| panic!("{body}"));
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0]["media_group_id"], sent[1]["media_group_id"]);
    assert_eq!(sent[0]["caption"], "первая");
    assert!(sent[1]["video"]["file_id"].is_string());
    let single = json!({ "chat_id": anna.id(), "media": [media[0]] });
    assert_eq!(sim.refused("sendMediaGroup", single).await.0, 400);
}

#[tokio::test]
async fn captions_are_limited_and_can_be_edited() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    anna.send(&photo(b"x")).await.unwrap();
    let file_id = sim.updates(0).await[0]["message"]["photo"][0]["file_id"].clone();
    let with =
        |caption: String| json!({ "chat_id": anna.id(), "photo": file_id, "caption": caption });
    let refused = sim.refused("sendPhoto", with("я".repeat(1025))).await;
    assert_eq!(refused.1, "Bad Request: message caption is too long");
    let id = sim.ok("sendPhoto", with("я".repeat(1024))).await["message_id"].clone();
    let edit = json!({ "chat_id": anna.id(), "message_id": id, "caption": "короче" });
    assert_eq!(
        sim.ok("editMessageCaption", edit).await["caption"],
        "короче"
    );
    let text = json!({ "chat_id": anna.id(), "message_id": id, "text": "текст" });
    let refused = sim.refused("editMessageText", text).await;
    assert_eq!(
        refused.1,
        "Bad Request: there is no text in the message to edit"
    );
}
