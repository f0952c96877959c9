//! Who meets whom again, and who never does.

use std::time::Duration;

use crate::harness::{BLOCK, System};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn the_same_two_meet_again_a_week_after_their_talk() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;

    system.advance((7 * DAY).saturating_sub(MINUTE)).await;
    anna.find().await;
    boris.find().await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;
    boris.assert_no_proposal().await;

    system.advance(MINUTE).await;
    anna.skip().await;
    boris.expect("В этот раз не совпало").await;
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn a_block_ends_the_talk_without_a_reason_and_for_good() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tap_to(BLOCK, "Заблокировать собеседника?").await;
    anna.tap_to("Нет, не нужно", "разговор продолжается").await;
    anna.tell(&boris, "это ещё доходит").await;
    boris.look().await;
    anna.ask("/block", "Заблокировать собеседника?").await;
    anna.tap("Да, заблокировать").await;
    anna.expect("Готово: вы больше не встретитесь").await;
    let told = boris.expect("Разговор завершён").await;
    assert!(!told.text.contains("лок"), "{}", told.text);
    anna.expect("Вы завершили разговор").await;
    for person in [&anna, &boris] {
        let chat = person.chat().await;
        assert!(!chat.has_button("5 ⭐"), "{}", chat.transcript());
    }
    boris
        .ask("вы ещё здесь?", "Сейчас вы ни с кем не разговариваете")
        .await;

    system.advance(60 * DAY).await;
    anna.find().await;
    boris.find().await;
    let explained = explain(&system).await;
    assert!(explained.contains("for good"), "{explained}");
    system.advance(HOUR).await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;
    boris.assert_no_proposal().await;
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn a_rating_can_be_changed_for_a_day() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    boris.rate(2).await;
    system.advance(DAY.saturating_sub(MINUTE)).await;
    boris.rate(4).await;
    let changed = boris.expect("Разговор завершён").await;
    assert!(
        changed.labels().contains(&"✅ 4 ⭐"),
        "{:?}",
        changed.labels()
    );
    system.advance(2 * MINUTE).await;
    let answer = boris.tap("5 ⭐").await;
    assert!(
        answer
            .text
            .unwrap()
            .contains("Оценить этот разговор уже нельзя")
    );
    system.finish().await;
}

/// `notalone match explain` of the only two members.
async fn explain(system: &System) -> String {
    system.wait_done().await;
    let query = "select member::text from member_cards_v1 order by position";
    let members: Vec<String> = sqlx::query_scalar(query)
        .fetch_all(&system.pool)
        .await
        .unwrap();
    let [first, second] = members.as_slice() else {
        panic!("two members, not {}", members.len());
    };
    let now = system.run(["match", "explain", first, second]).await;
    now.succeeded()
}
