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
        is_as_good_as_words(&anna, sent, &boris, copy.message_id, kind).await;
    }
    // Words that leave no room for the pseudonym: two messages on the other side, and the words are the ones that count.
    let longest = "ё".repeat(4096);
    let said = anna.say(&longest).await;
    let words = boris.expect(&longest).await.message_id;
    is_as_good_as_words(&anna, said, &boris, words, "text without room").await;
    becomes(&boris, words - 1, "the header", |message| message.deleted).await;
    over(system, &anna, &boris).await;
}

/// A message of hers is answered and reacted to by him, reacted to by herself, and taken away by her.
async fn is_as_good_as_words(anna: &Person, sent: i64, boris: &Person, copy: i64, kind: &str) {
    let answer = format!("ответ на {kind}");
    anna.look().await;
    boris.control.reply(copy, &answer).await.unwrap();
    anna.expect(&answer).await;
    assert_eq!(newest(anna).await.reply_to, Some(sent), "{kind}");
    boris.control.react(copy, &["👍"]).await.unwrap();
    becomes(anna, sent, kind, |message| message.bot_reactions == ["👍"]).await;
    anna.control.react(sent, &["🎉"]).await.unwrap();
    becomes(boris, copy, kind, |message| message.bot_reactions == ["🎉"]).await;
    anna.send(&NewMessage::words("/del").reply_to(sent)).await;
    becomes(boris, copy, kind, |message| message.deleted).await;
    becomes(anna, sent, kind, |message| message.deleted).await;
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

/// Also the header of what takes no caption, and what an edit adds.
#[tokio::test]
async fn what_a_member_protects_arrives_protected_whatever_it_is() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("это сказано раньше").await;
    boris.hears(&anna, "это сказано раньше").await;
    anna.ask("/settings", "Защита ваших сообщений: выключена")
        .await;
    anna.tap_to("Включить защиту", "Защита ваших сообщений: включена")
        .await;
    let before = boris.chat().await.last_message_id();
    anna.tell(&boris, "слова").await;
    for (message, kind) in kinds() {
        arrives(&anna, &boris, &message, kind).await;
    }
    let document = NewMessage::document("письмо.pdf", "application/pdf", b"%PDF");
    anna.send(&document).await;
    anna.expect_button("Отправить").await;
    anna.tap_to("Отправить", "Файл отправлен").await;
    let album = vec![NewMessage::photo(), NewMessage::photo()];
    anna.control.send_album(album).await.unwrap();
    files(&boris, "photo", 3).await;
    let longest = "ё".repeat(4096);
    anna.control.edit(said, &longest).await.unwrap();
    boris.expect(&longest).await;
    let chat = boris.chat().await;
    let new: Vec<_> = chat
        .bot_messages()
        .filter(|message| message.message_id > before)
        .collect();
    assert!(new.len() > 12, "{}", chat.transcript());
    for message in new {
        assert!(message.protected, "{message:?}");
    }
    over(system, &anna, &boris).await;
}
