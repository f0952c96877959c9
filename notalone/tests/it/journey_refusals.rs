//! What is not carried gets one sentence, wherever it is sent.

use serde_json::{Map, Value, json};
use telegram_simulator::client::{NewMedia, NewMessage};

use crate::harness::System;

fn part(field: &str, value: &Value) -> NewMessage {
    let parts: Map<String, Value> = std::iter::once((field.to_owned(), value.clone())).collect();
    NewMessage {
        parts,
        ..NewMessage::default()
    }
}

fn media(kind: &str) -> NewMessage {
    let media = json!({"kind": kind, "base64": "0L/RgNC40LLQtdGC"});
    NewMessage {
        media: Some(serde_json::from_value::<NewMedia>(media).unwrap()),
        ..NewMessage::default()
    }
}

/// Everything that is not carried, with a word of the sentence it gets in a talk.
fn refused() -> Vec<(NewMessage, &'static str)> {
    let place = json!({"longitude": 37.6, "latitude": 55.7});
    let user = json!({"id": 77, "is_bot": false, "first_name": "Кто-то"});
    let poll = json!({
        "id": "1", "question": "Кто вы?", "options": [{"text": "я", "voter_count": 0}], "total_voter_count": 0,
        "is_closed": false, "is_anonymous": true, "type": "regular", "allows_multiple_answers": false,
    });
    let game = json!({"title": "g", "description": "d", "photo": []});
    let gift = json!({"gift": {"id": "1", "star_count": 15}});
    vec![
        (
            part(
                "contact",
                &json!({"phone_number": "+79123456789", "first_name": "Анна"}),
            ),
            "Контакт не передам",
        ),
        (part("location", &place), "Место не передам"),
        // A venue comes with its place beside it.
        (
            part(
                "venue",
                &json!({"location": place, "title": "Кофейня у дома", "address": "Наша улица, 1"}),
            )
            .and_part("location", place.clone()),
            "Место не передам",
        ),
        (part("poll", &poll), "Опросы"),
        (part("dice", &json!({"emoji": "🎲", "value": 3})), "Игры"),
        (part("game", &game), "Игры"),
        (
            part(
                "story",
                &json!({"id": 1, "chat": {"id": 77, "type": "private", "first_name": "Кто-то"}}),
            ),
            "Истории",
        ),
        (
            part("paid_media", &json!({"star_count": 1, "paid_media": []})),
            "Платные публикации",
        ),
        (
            part("web_app_data", &json!({"data": "d", "button_text": "b"})),
            "Данные приложений",
        ),
        (part("gift", &gift), "Подарки не передаю"),
        (part("unique_gift", &gift), "Подарки не передаю"),
        (
            part(
                "giveaway",
                &json!({"chats": [], "winners_selection_date": 1, "winner_count": 1}),
            ),
            "Подарки не передаю",
        ),
        (
            part("checklist", &json!({"title": "t", "tasks": []})),
            "Списки дел",
        ),
        (
            part(
                "users_shared",
                &json!({"request_id": 1, "users": [{"user_id": user["id"]}]}),
            ),
            "Контакт не передам",
        ),
        (
            part("something_from_the_future", &json!({"of": "Telegram"})),
            "Такое сообщение передать не умею",
        ),
    ]
}

#[tokio::test]
async fn what_is_not_carried_is_refused_in_a_talk_with_one_sentence() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    let before = boris.chat().await.last_message_id();
    for (message, sentence) in refused() {
        let sent = anna.send(&message).await;
        anna.expect(sentence).await;
        let chat = anna.chat().await;
        let answers = chat
            .bot_messages()
            .filter(|answer| answer.message_id > sent);
        assert_eq!(answers.count(), 1, "after {message:?}");
    }
    assert_eq!(boris.chat().await.last_message_id(), before);
    anna.tell(&boris, "а слова доходят").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn outside_a_talk_and_in_a_question_there_is_one_sentence_too() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.accept_rules().await;
    let files = [
        "photo",
        "video",
        "voice",
        "video_note",
        "audio",
        "animation",
        "sticker",
        "document",
    ];
    let others = || {
        let refused = refused().into_iter().map(|(message, _)| message);
        files.into_iter().map(media).chain(refused)
    };
    for message in others() {
        anna.send(&message).await;
        let asked = anna.expect("Здесь нужен ответ текстом или кнопкой").await;
        assert!(asked.text.contains("Как вас называть?"));
    }
    let boris = system.member("Борис").await;
    for message in others() {
        boris.send(&message).await;
        boris.expect("Найти собеседника — /find").await;
    }
    boris
        .ask("кто-нибудь есть?", "Сейчас вы ни с кем не разговариваете")
        .await;
    boris.ask("/nonsense", "Такой команды нет").await;
    system.finish().await;
}
