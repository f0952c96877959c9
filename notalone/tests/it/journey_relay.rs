//! What happens to words on their way.

use std::time::Duration;

use serde_json::json;
use telegram_simulator::client::{Entity, FaultEffect, NewFault, NewMessage, RequestFilter};
use testkit::eventually;

use crate::fault_tools::RECOVERED_WITHIN;
use crate::harness::{ACCEPT, Person, System};
use crate::relay_tools::{asked, files, over, talking, two_replicas};

const SECOND: Duration = Duration::from_secs(1);

/// From now on Telegram does this with every message for one person.
async fn break_chat(system: &System, person: &Person, effect: serde_json::Value) {
    break_method(system, person, ("sendMessage", 1000), effect).await;
}

/// The same with so many requests of a method.
async fn break_method(
    system: &System,
    person: &Person,
    (method, count): (&str, u32),
    effect: serde_json::Value,
) {
    let fault =
        json!({"method": method, "chat_id": person.control.id(), "count": count, "effect": effect});
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
    wait_failed(&system, &boris, "sendMessage").await;
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

/// Returns once Telegram has refused a request to somebody's chat.
async fn wait_failed(system: &System, person: &Person, method: &str) {
    let failed = RequestFilter {
        chat_id: Some(person.control.id()),
        method: Some(method.to_owned()),
        failed: Some(true),
        at_least: Some(1),
        timeout_ms: Some(20_000),
        ..RequestFilter::default()
    };
    let failed = system.bot.control().requests(&failed).await.unwrap();
    assert!(!failed.is_empty(), "{method} was never tried");
}

#[tokio::test]
async fn a_photo_and_an_album_that_are_not_accepted_are_answered_to_their_sender() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let outage = json!({"kind": "server_error", "code": 502});
    for (method, earlier) in [("sendPhoto", 0), ("sendMediaGroup", 1)] {
        system.wait_done().await;
        break_method(&system, &boris, (method, 1000), outage.clone()).await;
        anna.look().await;
        if method == "sendPhoto" {
            anna.send(&NewMessage::photo()).await;
        } else {
            let album = vec![NewMessage::photo(), NewMessage::photo()];
            anna.control.send_album(album).await.unwrap();
        }
        wait_failed(&system, &boris, method).await;
        system.advance(19 * SECOND).await;
        let told = anna.count_of("Сообщение не доставлено").await;
        assert_eq!(told, earlier, "{method}");
        system.advance(2 * SECOND).await;
        anna.expect("Сообщение не доставлено").await;
        system.bot.control().clear_faults().await.unwrap();
        system.advance(60 * SECOND).await;
    }
    assert_eq!(anna.count_of("Сообщение не доставлено").await, 2);
    anna.send(&NewMessage::photo()).await;
    files(&boris, "photo", 1).await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn what_telegram_never_answers_is_answered_to_its_sender_too() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    break_chat(&system, &boris, json!({"kind": "hang"})).await;
    anna.say("это зависнет").await;
    eventually(20 * SECOND, || async {
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

#[tokio::test]
async fn the_peer_sees_that_slow_words_are_on_their_way() {
    let system = System::start_default().await;
    let (anna, boris) = talking(&system).await;
    let throttled = NewFault {
        method: Some("sendMessage".to_owned()),
        chat_id: Some(boris.control.id()),
        bot_id: None,
        skip: 0,
        count: 1,
        effect: FaultEffect::TooManyRequests { retry_after: 5 },
    };
    system.bot.control().fault(&throttled).await.unwrap();
    anna.say("это подождёт").await;
    wait_failed(&system, &boris, "sendMessage").await;
    let shown = async || asked(&system, "sendChatAction", &boris).await;
    assert!(shown().await.is_empty(), "what is quick shows nothing");
    system.advance(2 * SECOND).await;
    eventually(20 * SECOND, async || !shown().await.is_empty()).await;
    assert_eq!(shown().await[0].params["action"], "typing");
    assert!(!boris.chat().await.bot_said("это подождёт"));
    system.advance(4 * SECOND).await;
    boris.hears(&anna, "это подождёт").await;
    assert!(asked(&system, "sendChatAction", &anna).await.is_empty());
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn words_wait_until_their_reader_has_the_opening_card() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    boris.expect_button(ACCEPT).await;
    boris.tap_to(ACCEPT, "Ждём ответа").await;
    // The next message to Boris is the card; the time of its second try does not come by itself.
    let lost = json!({"kind": "server_error", "code": 502});
    break_method(&system, &boris, ("sendMessage", 1), lost).await;
    anna.accept().await;
    anna.expect("Разговор открыт").await;
    let refused = RequestFilter {
        chat_id: Some(boris.control.id()),
        method: Some("sendMessage".to_owned()),
        failed: Some(true),
        at_least: Some(1),
        timeout_ms: Some(20_000),
        ..RequestFilter::default()
    };
    let refused = system.bot.control().requests(&refused).await.unwrap();
    assert_eq!(refused.len(), 1, "{refused:?}");

    let words = "Здравствуйте, вы уже здесь?";
    anna.say(words).await;
    eventually(RECOVERED_WITHIN, || async {
        let waiting = "select count(*) from inbox where state = 'claimed'";
        let waiting: i64 = sqlx::query_scalar(waiting)
            .fetch_one(&system.pool)
            .await
            .unwrap();
        waiting == 1
    })
    .await;
    assert_eq!(boris.copies_of(&anna, words).await, 0);

    system
        .advance_until(SECOND, || async {
            boris.copies_of(&anna, words).await == 1
        })
        .await;
    let chat = boris.chat().await;
    let place = |part: &str| chat.bot_messages().position(|it| it.text.contains(part));
    let (card, heard) = (place("Разговор открыт"), place(words));
    assert!(card.is_some() && card < heard, "{}", chat.transcript());
    assert_eq!(anna.count_of("не доставлено").await, 0);
    boris.end().await;
    system.finish().await;
}
