//! Files, albums, captions.

use serde_json::json;
use telegram_simulator::client::{NewMedia, NewMessage, samples};

use crate::harness::{Sim, TOKEN};

fn photo(bytes: &[u8]) -> NewMessage {
    let media = NewMedia::new("photo", bytes).typed("image/png");
    NewMessage::media(media.hidden()).captioned("подпись")
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
    let strange = format!("{}/file/bot5:other/{path}", sim.running.url());
    let answer = sim.http.get(strange).send().await.unwrap();
    assert_eq!(answer.status(), 404, "paths do not cross bots either");
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
    let files = [("one", samples::PHOTO), ("two", samples::VIDEO)];
    let params = json!({ "chat_id": anna.id(), "media": media });
    let (_, body) = sim.upload("sendMediaGroup", params, &files).await;
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
