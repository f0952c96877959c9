//! Words of crisis in a talk: whoever writes them is shown whom to call, and nobody else notices anything.

use std::time::Duration;

use telegram_simulator::client::NewMessage;

use crate::harness::{Options, Person, Redis, System};

const CARD: &str = "Эту карточку видите только вы";

async fn flags(system: &System, label: &str) -> Option<String> {
    let (_, metrics) = system.get(0, "/metrics").await;
    let series = format!("notalone_safety_flags_total{{label=\"{label}\"}} ");
    let mut lines = metrics.lines();
    lines.find_map(|line| line.strip_prefix(&series).map(str::to_owned))
}

async fn assert_nothing_shown(person: &Person) {
    let chat = person.chat().await;
    assert!(
        !chat.transcript().contains("звоните 112"),
        "{}",
        chat.transcript()
    );
}

#[tokio::test]
async fn the_words_arrive_and_only_their_writer_sees_the_card() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "я больше не хочу жить").await;
    let card = anna.expect(CARD).await;
    assert!(card.text.contains("звоните 112"), "{}", card.text);
    assert!(card.text.contains("+7 495 989-50-50"), "{}", card.text);
    anna.tap_to("Мне страшно звонить", "Бояться звонка — это нормально")
        .await;
    boris.tell(&anna, "я рядом, расскажи").await;
    system.wait_done().await;
    assert_nothing_shown(&boris).await;
    assert_eq!(flags(&system, "suicide").await.as_deref(), Some("1"));
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn nothing_is_stored_about_it() {
    let system = System::start(Options::default().redis(Redis::Running)).await;
    let redis = system.redis.as_ref().unwrap();
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "всё спокойно").await;
    system.wait_done().await;
    let (events, keys) = (system.event_count().await, redis.keys());
    assert!(keys.iter().any(|key| key.starts_with("pair:")), "{keys:?}");
    anna.tell(&boris, "думаю о самоубийстве").await;
    anna.expect(CARD).await;
    system.wait_done().await;
    assert_eq!(system.event_count().await, events);
    let new = redis.keys().into_iter().filter(|key| !keys.contains(key));
    for key in new {
        assert!(key.starts_with("pair:"), "{key} is not of any message");
    }
    for table in ["outbox", "timers", "dialogues", "cards"] {
        let query = format!(
            "select count(*) from {table} where {table}::text ilike '%sos%' or {table}::text ilike '%suicide%'"
        );
        let found: i64 = sqlx::query_scalar(&query)
            .fetch_one(&system.pool)
            .await
            .unwrap();
        assert_eq!(found, 0, "{table}");
    }
    assert!(!system.logs().contains("suicide"));
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn the_card_comes_once_an_hour_and_every_message_arrives() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for text in ["хочу умереть", "правда хочу умереть", "режу себя"]
    {
        anna.tell(&boris, text).await;
    }
    system.wait_done().await;
    assert_eq!(anna.count_of(CARD).await, 1);
    system.advance(Duration::from_hours(1)).await;
    anna.tell(&boris, "опять думаю о суициде").await;
    anna.expect(CARD).await;
    assert_eq!(anna.count_of(CARD).await, 2);
    assert_eq!(flags(&system, "suicide").await.as_deref(), Some("3"));
    assert_eq!(flags(&system, "self_harm").await.as_deref(), Some("1"));
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn captions_and_edits_are_read_too() {
    let system = System::start(Options::default().redis(Redis::Running)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "привет").await;
    boris.tell(&anna, "привет!").await;
    anna.send(&NewMessage::voice().captioned("хочу исчезнуть навсегда"))
        .await;
    anna.expect(CARD).await;
    let said = boris.say("мне плохо").await;
    anna.hears(&boris, "мне плохо").await;
    boris.look().await;
    boris
        .control
        .edit(said, "мне плохо, хочу умереть")
        .await
        .unwrap();
    boris.expect(CARD).await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn who_writes_it_to_nobody_is_answered_with_the_card() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    let card = anna.ask("хочу покончить с собой", CARD).await;
    assert!(card.text.contains("звоните 112"), "{}", card.text);
    anna.ask(
        "не хочу умирать, просто устала",
        "Сейчас вы ни с кем не разговариваете",
    )
    .await;
    system.finish().await;
}
