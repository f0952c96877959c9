//! What a talk was rated, for how long that can be changed, and what it is good for.

use std::time::Duration;

use crate::harness::{BLOCK, Person, System};
use crate::relay_tools::two_replicas;

const HOUR: Duration = Duration::from_hours(1);

/// How helpful the two of the newest proposal are, in thousandths.
async fn helpfulness_of_newest(system: &System) -> i64 {
    sqlx::query_scalar(
        "select (payload -> 'MatchProposed' -> 'score' ->> 'helpfulness_permille')::bigint
         from events where event_type = 'MatchProposed' order by position desc limit 1",
    )
    .fetch_one(&system.pool)
    .await
    .unwrap()
}

/// Both are proposed to each other, and nothing comes of it.
async fn propose(system: &System, one: &Person, other: &Person) -> i64 {
    system.wait_done().await;
    one.find().await;
    other.find().await;
    one.skip().await;
    other.expect("В этот раз не совпало").await;
    for person in [one, other] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    helpfulness_of_newest(system).await
}

#[tokio::test]
async fn a_rating_makes_its_talk_partner_more_or_less_helpful() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    assert_eq!(helpfulness_of_newest(&system).await, 500, "nobody is rated");
    anna.end().await;
    boris.rate(5).await;
    // Nothing is asked twice: Anna does not rate at all.
    let vera = system.member("Вера").await;
    assert_eq!(propose(&system, &anna, &vera).await, 750);

    system.advance(23 * HOUR).await;
    boris.rate(1).await;
    let galina = system.member("Галина").await;
    assert_eq!(propose(&system, &anna, &galina).await, 250, "5 became 1");

    system.advance(HOUR).await;
    let late = boris.tap("3 ⭐").await;
    assert!(late.text.unwrap().contains("уже нельзя"));
    let daria = system.member("Дарья").await;
    assert_eq!(propose(&system, &anna, &daria).await, 250);
    system.finish().await;
}

#[tokio::test]
async fn after_a_block_nobody_is_asked_and_nobody_can_rate() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    boris.look().await;
    anna.tap_to(BLOCK, "Заблокировать собеседника?").await;
    anna.tap_to("Да, заблокировать", "вы больше не встретитесь")
        .await;
    boris.expect("Разговор завершён").await;
    system.wait_done().await;
    for person in [&anna, &boris] {
        assert!(!person.chat().await.has_button("5 ⭐"));
    }
    assert_eq!(system.events("ChatRated").await, 0);
    system.finish().await;
}
