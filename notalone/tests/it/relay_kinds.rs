//! What every kind of message has in common: it can be answered, changed, taken away and reacted to.

use telegram_simulator::client::{MessageView, NewMessage};

use crate::harness::{Person, System};
use crate::relay_tools::{becomes, files, newest, over, song, talking, two_replicas};

/// One message of every kind that is carried at once, with its field in Telegram's `Message`.
fn kinds() -> Vec<(NewMessage, &'static str)> {
    vec![
        (NewMessage::photo(), "photo"),
        (NewMessage::video(), "video"),
        (NewMessage::voice(), "voice"),
        (NewMessage::video_note(), "video_note"),
        (song("Анна", "Песня"), "audio"),
        (NewMessage::animation(), "animation"),
        (NewMessage::sticker("some_set"), "sticker"),
    ]
}

/// Sends a message; its id and what the peer sees of it.
async fn arrives(
    anna: &Person,
    boris: &Person,
    message: &NewMessage,
    kind: &str,
) -> (i64, MessageView) {
    let sent = anna.send(message).await;
    let copy = files(boris, kind, 1).await.remove(0);
    (sent, copy)
}

#[tokio::test]
async fn every_kind_can_be_answered_reacted_to_and_taken_away() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    for (message, kind) in kinds() {
        let (sent, copy) = arrives(&anna, &boris, &message, kind).await;
        let answer = format!("ответ на {kind}");
        boris.control.reply(copy.message_id, &answer).await.unwrap();
        anna.expect(&answer).await;
        assert_eq!(newest(&anna).await.reply_to, Some(sent), "{kind}");
        boris.control.react(copy.message_id, &["👍"]).await.unwrap();
        becomes(&anna, sent, kind, |message| message.bot_reactions == ["👍"]).await;
        anna.send(&NewMessage::words("/del").reply_to(sent)).await;
        becomes(&boris, copy.message_id, kind, |message| message.deleted).await;
        becomes(&anna, sent, kind, |message| message.deleted).await;
    }
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn captions_of_every_kind_can_be_changed() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let with_captions = kinds()
        .into_iter()
        .filter(|(_, kind)| !matches!(*kind, "video_note" | "sticker"));
    for (message, kind) in with_captions {
        let captioned = message.captioned("сначала");
        let (sent, copy) = arrives(&anna, &boris, &captioned, kind).await;
        let header = format!("✉️ {}", anna.nickname());
        assert_eq!(copy.text, format!("{header}\nсначала"), "{kind}");
        anna.control.edit(sent, "потом").await.unwrap();
        let changed = format!("{header}\nпотом");
        becomes(&boris, copy.message_id, kind, |message| {
            message.text == changed
        })
        .await;
    }
    over(system, &anna, &boris).await;
}
