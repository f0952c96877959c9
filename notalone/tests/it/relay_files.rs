//! Documents: asked about, then sent anew under a name that says nothing.

use telegram_simulator::client::{Edit, FaultEffect, MessageView, NewMedia, NewMessage, samples};

use crate::harness::{Options, Person, System};
use crate::relay_tools::{becomes, files, newest, over, talking, two_replicas};

const SEND: &str = "Отправить";
const SKIP: &str = "Не отправлять";

fn letter() -> NewMessage {
    NewMessage::document(
        "Резюме Анны Секретной.pdf",
        "application/pdf",
        b"%PDF-1.7 words",
    )
    .captioned("прочти")
}

async fn name_of(person: &Person) -> (MessageView, String) {
    let arrived = files(person, "document", 1).await.remove(0);
    let name = arrived.media.as_ref().unwrap().file_name.clone().unwrap();
    (arrived, name)
}

#[tokio::test]
async fn a_document_is_sent_anew_after_a_confirmation() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let sent = anna.send(&letter()).await;
    let question = anna.expect("внутри файла может остаться ваше имя").await;
    assert_eq!(question.reply_to, Some(sent));
    assert!(
        boris
            .chat()
            .await
            .messages
            .iter()
            .all(|message| message.media.is_none())
    );
    anna.tap_to(SEND, "Файл отправлен под общим названием")
        .await;
    let (arrived, name) = name_of(&boris).await;
    assert_eq!(name, "document.pdf");
    assert_eq!(arrived.text, format!("✉️ {}\nпрочти", anna.nickname()));
    assert_eq!(
        boris.control.file(&arrived).await.unwrap(),
        b"%PDF-1.7 words"
    );
    anna.expect_no_button(SEND).await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_document_that_is_not_confirmed_does_not_arrive() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    anna.send(&letter()).await;
    anna.expect("внутри файла может остаться ваше имя").await;
    anna.tap_to(SKIP, "файл не отправил").await;
    anna.tell(&boris, "передумала").await;
    assert!(
        boris
            .chat()
            .await
            .messages
            .iter()
            .all(|message| message.media.is_none())
    );
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_confirmation_of_an_old_talk_sends_nothing() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    anna.send(&letter()).await;
    let question = anna.expect_button(SEND).await;
    let data = question.button(SEND).unwrap().data.clone().unwrap();
    anna.end().await;
    boris.expect("Разговор завершён").await;
    let answer = anna.control.press_data(&data).await.unwrap();
    assert!(answer.text.unwrap().contains("уже закончился"));
    assert!(
        boris
            .chat()
            .await
            .messages
            .iter()
            .all(|message| message.media.is_none())
    );
    system.finish().await;
}

#[tokio::test]
async fn a_document_pressed_twice_arrives_once() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    anna.send(&letter()).await;
    let question = anna.expect_button(SEND).await;
    let data = question.button(SEND).unwrap().data.clone().unwrap();
    anna.tap_to(SEND, "Файл отправлен").await;
    anna.control
        .press_forged(question.message_id, &data)
        .await
        .unwrap();
    system.wait_done().await;
    files(&boris, "document", 1).await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn pictures_as_files_and_large_documents_are_refused() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    for (name, mime) in [
        ("IMG_1.HEIC", "application/octet-stream"),
        ("a", "image/jpeg"),
    ] {
        anna.send(&NewMessage::document(name, mime, samples::PHOTO))
            .await;
        anna.expect("Отправьте как фото").await;
    }
    let large = NewMedia::new("document", b"x")
        .named("film.mkv")
        .claiming_bytes(21 * 1024 * 1024);
    anna.send(&NewMessage::media(large)).await;
    anna.expect("Такой большой файл не передам").await;
    assert!(
        boris
            .chat()
            .await
            .messages
            .iter()
            .all(|message| message.media.is_none())
    );
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_recording_whose_tags_cannot_be_taken_out_is_asked_about_too() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    anna.send(&NewMessage::audio("Anna Secret", "Song", "secret.ogg"))
        .await;
    anna.expect("внутри файла может остаться ваше имя").await;
    anna.tap_to(SEND, "Файл отправлен").await;
    let arrived = &files(&boris, "audio", 1).await[0];
    let seen = serde_json::to_string(arrived).unwrap();
    assert!(!seen.to_lowercase().contains("secret"), "{seen}");
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_caption_of_a_document_can_be_changed() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let sent = anna.send(&letter()).await;
    anna.expect_button(SEND).await;
    anna.tap_to(SEND, "Файл отправлен").await;
    let (arrived, _) = name_of(&boris).await;
    anna.control.edit(sent, "прочти, пожалуйста").await.unwrap();
    let changed = format!("✉️ {}\nпрочти, пожалуйста", anna.nickname());
    becomes(&boris, arrived.message_id, "the new caption", |message| {
        message.text == changed
    })
    .await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_document_can_be_answered_taken_away_and_reacted_to() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let sent = anna.send(&letter()).await;
    anna.expect_button(SEND).await;
    anna.tap_to(SEND, "Файл отправлен").await;
    let (copy, _) = name_of(&boris).await;
    boris
        .control
        .reply(copy.message_id, "прочитал")
        .await
        .unwrap();
    anna.expect("прочитал").await;
    assert_eq!(newest(&anna).await.reply_to, Some(sent));
    boris.control.react(copy.message_id, &["🔥"]).await.unwrap();
    becomes(&anna, sent, "the reaction", |message| {
        message.bot_reactions == ["🔥"]
    })
    .await;
    anna.send(&NewMessage::words("/del").reply_to(sent)).await;
    becomes(&boris, copy.message_id, "gone", |message| message.deleted).await;
    over(system, &anna, &boris).await;
}

/// Another document would have to be asked about, and an edit waits for no answer.
#[tokio::test]
async fn a_replaced_document_is_refused() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let sent = anna.send(&letter()).await;
    anna.expect_button(SEND).await;
    anna.tap_to(SEND, "Файл отправлен").await;
    let (arrived, _) = name_of(&boris).await;
    let other = NewMedia::new("document", b"other words").named("Анна Секретная.pdf");
    anna.look().await;
    let edit = Edit::media(other, "а теперь это");
    anna.control.edit_as(sent, &edit).await.unwrap();
    anna.expect("Замену файла не перенёс").await;
    system.wait_done().await;
    let chat = boris.chat().await;
    let seen = chat.message(arrived.message_id).unwrap();
    assert!(seen.text.ends_with("прочти") && !seen.edited, "{seen:?}");
    assert_eq!(boris.control.file(seen).await.unwrap(), b"%PDF-1.7 words");
    files(&boris, "document", 1).await;
    over(system, &anna, &boris).await;
}

/// No Redis tells the other process of the first press: the database does.
#[tokio::test]
async fn a_document_pressed_at_every_replica_arrives_once_without_redis_too() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = talking(&system).await;
    for arrived in 1..=2 {
        anna.send(&letter()).await;
        let question = anna.expect_button(SEND).await;
        let data = question.button(SEND).unwrap().data.clone().unwrap();
        // Updates go to the replicas in turn, so that both get some.
        for _ in 0..4 {
            let pressing = anna.control.press_forged(question.message_id, &data);
            pressing.await.unwrap();
        }
        system.wait_done().await;
        files(&boris, "document", arrived).await;
    }
    let totals: i64 = sqlx::query_scalar("select max(messages) from relay_totals")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(totals, 3, "a text and two files");
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_document_that_was_not_delivered_can_be_pressed_again() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let refusal = FaultEffect::BadRequest {
        description: "Bad Request: wrong file identifier".to_owned(),
    };
    let control = system.bot.control();
    control
        .fail(Some("sendDocument"), refusal, 1)
        .await
        .unwrap();
    anna.send(&letter()).await;
    anna.expect_button(SEND).await;
    anna.tap_to(SEND, "Сообщение не доставлено").await;
    anna.tap_to(SEND, "Файл отправлен").await;
    name_of(&boris).await;
    over(system, &anna, &boris).await;
}
