//! What the journeys of files, replies, edits and albums have in common.

use std::time::Duration;

use telegram_simulator::client::{MessageView, NewMedia, NewMessage, RequestFilter, RequestRecord};

use crate::harness::{Options, Person, Redis, System};

/// An album is complete after a second of quiet and three at most; the rest is for a busy machine.
pub(crate) const ALBUM_WITHIN: Duration = Duration::from_secs(30);

/// What is in [`song`] besides its tags.
pub(crate) const SOUND: &[u8] = b"\xff\xfb\x90\x00 and the sound";

/// Two replicas that share a Redis.
pub(crate) fn two_replicas() -> Options {
    Options::default().redis(Redis::Running).replicas(2)
}

/// Two members in a talk in which both have written.
pub(crate) async fn talking(system: &System) -> (Person, Person) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "привет от меня").await;
    boris.tell(&anna, "и тебе привет").await;
    // A word is counted after it was read: pictures may go when both are.
    system.wait_done().await;
    anna.look().await;
    boris.look().await;
    (anna, boris)
}

/// Waits until the chat shows so many of the bot's messages with a file of a kind; all of them.
pub(crate) async fn files(person: &Person, kind: &str, count: usize) -> Vec<MessageView> {
    let is_one = |message: &&MessageView| {
        let media = message.media.as_ref();
        message.from_bot && !message.deleted && media.is_some_and(|media| media.kind == kind)
    };
    let what = format!("{count} × {kind}");
    let chat = person
        .control
        .wait_for_within(ALBUM_WITHIN, &what, |chat| {
            chat.messages.iter().filter(is_one).count() >= count
        })
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let found: Vec<MessageView> = chat.messages.iter().filter(is_one).cloned().collect();
    assert_eq!(found.len(), count, "{}", chat.transcript());
    found
}

/// An MP3 with its tags, also inside.
pub(crate) fn song(performer: &str, title: &str) -> NewMessage {
    let length = u8::try_from(performer.len()).unwrap();
    let tag = [
        b"ID3\x04\0\0\0\0\0".as_slice(),
        &[length],
        performer.as_bytes(),
    ]
    .concat();
    let audio = NewMedia::new("audio", &[tag.as_slice(), SOUND].concat());
    let named = format!("{performer} - {title}.mp3");
    NewMessage::media(
        audio
            .typed("audio/mpeg")
            .tagged(performer, title)
            .named(&named),
    )
}

/// Waits until a message is as wanted.
pub(crate) async fn becomes(
    person: &Person,
    message_id: i64,
    what: &str,
    wanted: impl Fn(&MessageView) -> bool,
) -> MessageView {
    let find = |chat: &telegram_simulator::client::ChatView| {
        let mut messages = chat.messages.iter();
        messages
            .find(|message| message.message_id == message_id && wanted(message))
            .cloned()
    };
    let chat = person
        .control
        .wait_for(what, |chat| find(chat).is_some())
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    find(&chat).unwrap()
}

/// The newest message of the bot.
pub(crate) async fn newest(person: &Person) -> MessageView {
    person.chat().await.bot_messages().last().cloned().unwrap()
}

/// What was asked of Telegram by this method for this person.
pub(crate) async fn asked(system: &System, method: &str, person: &Person) -> Vec<RequestRecord> {
    let filter = RequestFilter {
        chat_id: Some(person.control.id()),
        method: Some(method.to_owned()),
        ..RequestFilter::default()
    };
    system.bot.control().requests(&filter).await.unwrap()
}

/// Ends the talk and the test.
pub(crate) async fn over(system: System, anna: &Person, boris: &Person) {
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}
