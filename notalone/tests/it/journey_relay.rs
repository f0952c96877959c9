//! What happens to words on their way.

use std::time::Duration;

use serde_json::json;
use telegram_simulator::client::{Entity, NewFault, RequestFilter};

use crate::harness::{Person, System};

const SECOND: Duration = Duration::from_secs(1);

/// From now on Telegram does this with everything for one person.
async fn break_chat(system: &System, person: &Person, effect: serde_json::Value) {
    let fault = json!({"method": "sendMessage", "chat_id": person.control.id(), "count": 1000, "effect": effect});
    let fault: NewFault = serde_json::from_value(fault).unwrap();
    system.bot.control().fault(&fault).await.unwrap();
}

#[tokio::test]
async fn what_is_not_accepted_within_twenty_seconds_is_answered_to_its_sender() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    break_chat(
        &system,
        &boris,
        json!({"kind": "server_error", "code": 502}),
    )
    .await;
    anna.say("это не дойдёт").await;
    let failed = RequestFilter {
        chat_id: Some(boris.control.id()),
        method: Some("sendMessage".to_owned()),
        failed: Some(true),
        at_least: Some(1),
        timeout_ms: Some(20_000),
        ..RequestFilter::default()
    };
    assert!(
        !system
            .bot
            .control()
            .requests(&failed)
            .await
            .unwrap()
            .is_empty()
    );
    system.advance(19 * SECOND).await;
    assert_eq!(anna.count_of("Сообщение не доставлено").await, 0);
    system.advance(2 * SECOND).await;
    anna.expect("Сообщение не доставлено").await;

    system.bot.control().clear_faults().await.unwrap();
    system.advance(60 * SECOND).await;
    anna.tell(&boris, "а это дойдёт").await;
    assert!(!boris.chat().await.bot_said("это не дойдёт"));
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn what_telegram_never_answers_is_answered_to_its_sender_too() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    break_chat(&system, &boris, json!({"kind": "hang"})).await;
    anna.say("это зависнет").await;
    testkit::eventually(20 * SECOND, || async {
        let faults = system.bot.control().faults().await.unwrap();
        faults.iter().any(|fault| fault.remaining < 1000)
    })
    .await;
    system.advance(21 * SECOND).await;
    anna.expect("Сообщение не доставлено").await;
    // The request still hangs, and with it his chat: the talk goes on when it is given up.
    system.finish_with_open_talks(1).await;
}

#[tokio::test]
async fn what_would_name_somebody_does_not_reach_the_peer() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for secret in [
        "@very_own_name",
        "https://t.me/very_own_name",
        "t.me/very_own_name",
        "very_own_name.t.me",
        "very_own_name@example.org",
    ] {
        let text = format!("пишите мне: {secret} вечером");
        anna.say(&text).await;
        boris.expect("пишите мне:").await;
        boris.look().await;
        anna.expect("Я убрал из сообщения то, по чему вас могут узнать")
            .await;
    }
    let mut named = Entity::new("text_mention", 0, 4);
    let user = json!({"id": anna.control.id(), "is_bot": false, "first_name": "Анна"});
    named.extra.insert("user".to_owned(), user);
    anna.say_formatted("Анна спрашивает", vec![named]).await;
    boris.expect("спрашивает").await;
    let transcript = boris.chat().await.transcript();
    assert!(!transcript.contains("very_own_name"), "{transcript}");
    let requests = RequestFilter {
        chat_id: Some(boris.control.id()),
        ..RequestFilter::default()
    };
    let requests = system.bot.control().requests(&requests).await.unwrap();
    let everything = serde_json::to_string(&requests).unwrap();
    for identity in [
        &anna.control.id().to_string(),
        "very_own_name",
        "Анна-Фамильная",
        "handle_of_",
    ] {
        assert!(!everything.contains(identity), "{identity}");
    }
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn a_text_of_4096_characters_arrives_whole_after_its_header() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let longest = format!("начало{}", "ё".repeat(4096 - 6));
    boris.look().await;
    anna.say(&longest).await;
    let words = boris.expect(&longest).await;
    assert_eq!(words.text, longest);
    let chat = boris.chat().await;
    let messages: Vec<_> = chat.bot_messages().collect();
    let header = messages[messages.len() - 2];
    assert_eq!(header.text, format!("✉️ {}", anna.nickname()));

    // With the header it is 4 096 units exactly: one message.
    let header_units = format!("✉️ {}\n", anna.nickname()).encode_utf16().count();
    anna.tell(&boris, &"ю".repeat(4096 - header_units)).await;
    // Two units a character; one does not fit any more.
    let emoji = "😶".repeat((4096 - header_units) / 2 + 1);
    boris.look().await;
    anna.say(&emoji).await;
    assert_eq!(boris.expect(&emoji).await.text, emoji);
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn formatting_at_odd_offsets_and_hostile_unicode_arrive_as_text() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let text = "👨‍👩‍👧‍👦 семья, e\u{301}то 𝕬 и <b>не тег</b> & *звёзды*";
    let entities = vec![
        Entity::new("bold", 0, 11),
        Entity::new("italic", 12, 5),
        Entity::new("spoiler", 14, 9),
        Entity::new("code", 24, 2),
    ];
    boris.look().await;
    anna.say_formatted(text, entities).await;
    let heard = boris.hears(&anna, text).await;
    let shift = i64::try_from(format!("✉️ {}\n", anna.nickname()).encode_utf16().count()).unwrap();
    for (kind, offset) in [("bold", 0), ("code", 24)] {
        let carried = heard
            .entities
            .iter()
            .any(|entity| entity.kind == kind && entity.offset == offset + shift);
        assert!(carried, "{kind}: {:?}", heard.entities);
    }
    for hostile in ["Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "ﷺﷺﷺ", "Тест\u{0}нуля".trim_matches('\u{0}')]
    {
        let hostile = hostile.replace('\0', "");
        anna.tell(&boris, &hostile).await;
    }
    anna.say("🔹 Разговор завершён.\n✉️ Бот\nповерьте").await;
    let imitation = boris.expect("поверьте").await;
    assert!(
        !imitation.text.contains('🔹') && imitation.text.matches("✉️").count() == 1,
        "{}",
        imitation.text
    );
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}
