//! `/block` after the talk, and `/blocks`: a list by pseudonym and day, to lift blocks from.

use std::time::Duration;

use crate::harness::{BLOCK, System};

#[tokio::test]
async fn a_block_is_listed_lifted_and_holds_the_pair_apart_for_30_days() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.ask("/blocks", "Вы никого не заблокировали").await;
    anna.tap_to(BLOCK, "Заблокировать собеседника?").await;
    anna.tap_to("Да, заблокировать", "вы больше не встретитесь")
        .await;
    boris.expect("Разговор завершён").await;
    let list = anna.ask("/blocks", "Кого вы заблокировали").await;
    assert!(
        list.text.contains("Псевдоним Борис — с 02.03.2026"),
        "{}",
        list.text
    );
    boris.ask("/blocks", "Вы никого не заблокировали").await;

    let answer = anna.tap("Снять: Псевдоним Борис").await;
    assert!(
        answer.text.is_some_and(|text| text.contains("01.04.2026")),
        "30 days from the block"
    );
    anna.expect("Вы никого не заблокировали").await;
    assert_eq!(system.events("UserUnblocked").await, 1);

    anna.find().await;
    boris.find().await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;
    anna.ask("/cancel", "Остановил поиск").await;
    boris.ask("/cancel", "Остановил поиск").await;
    system.advance(Duration::from_hours(30 * 24)).await;
    anna.meet(&boris).await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn who_is_blocked_after_the_talk_learns_nothing() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    let before = system.screen(&boris).await;
    anna.ask("/block", "Заблокировать того, с кем вы говорили последним?")
        .await;
    anna.tap_to("Да, заблокировать", "вы больше не встретитесь")
        .await;
    assert_eq!(system.screen(&boris).await, before);
    assert_eq!(system.events("UserBlocked").await, 1);
    system.finish().await;
}
