//! Proposals that do not become talks.

use std::time::Duration;

use crate::harness::{ACCEPT, Options, Person, SKIP, System};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const PROPOSAL_TTL: Duration = Duration::from_mins(5);

async fn both_find(first: &Person, second: &Person) {
    first.find().await;
    second.find().await;
    first.expect_button(ACCEPT).await;
    second.expect_button(ACCEPT).await;
}

#[tokio::test]
async fn a_skipped_pair_is_not_proposed_again_for_72_hours() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    both_find(&anna, &boris).await;
    anna.skip().await;
    boris
        .expect("Ищу дальше, ваше место в очереди сохранилось")
        .await;
    boris.expect_no_button(ACCEPT).await;
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }

    system.advance((72 * HOUR).saturating_sub(MINUTE)).await;
    anna.find().await;
    boris.find().await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;
    boris.assert_no_proposal().await;

    system.advance(MINUTE).await;
    anna.accept().await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn who_was_skipped_keeps_the_place_in_the_queue() {
    let system = System::start_default().await;
    let (anna, boris, vera) = (
        system.member("Анна").await,
        system.member("Борис").await,
        system.member("Вера").await,
    );
    boris.find().await;
    system.advance(MINUTE).await;
    anna.find().await;
    anna.skip().await;
    boris.expect("ваше место в очереди сохранилось").await;
    system.advance(MINUTE).await;

    // Both fit her equally well; the tie goes to the longest wait.
    vera.find().await;
    boris.expect_button(ACCEPT).await;
    vera.expect_button(ACCEPT).await;
    anna.assert_no_proposal().await;
    boris.accept().await;
    vera.accept().await;
    boris.expect("Разговор открыт").await;
    vera.expect("Разговор открыт").await;
    boris.end().await;
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn one_who_stays_silent_twice_stops_searching_and_is_told_why() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    both_find(&anna, &boris).await;
    anna.tap_to(ACCEPT, "Ждём ответа").await;
    system.advance(PROPOSAL_TTL).await;
    anna.expect("Собеседник не успел ответить. Ищу дальше")
        .await;
    boris.expect("Время на ответ вышло. Ищу дальше").await;

    system.advance(HOUR.saturating_sub(2 * MINUTE)).await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;

    system.advance(2 * MINUTE).await;
    anna.expect_button(ACCEPT).await;
    boris.expect_button(ACCEPT).await;
    anna.tap_to(ACCEPT, "Ждём ответа").await;
    system.advance(PROPOSAL_TTL).await;
    boris.expect("ответа не дождался и остановил поиск").await;
    anna.expect("Собеседник не успел ответить. Ищу дальше")
        .await;
    boris.ask("/cancel", "Сейчас отменять нечего").await;
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn when_both_stay_silent_both_go_on_and_twice_silent_both_stop() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    both_find(&anna, &boris).await;
    system.advance(PROPOSAL_TTL).await;
    for person in [&anna, &boris] {
        person.expect("Время на ответ вышло. Ищу дальше").await;
        person.expect_no_button(ACCEPT).await;
    }
    system.advance(HOUR).await;
    for person in [&anna, &boris] {
        person.expect_button(ACCEPT).await;
    }
    system.advance(PROPOSAL_TTL).await;
    for person in [&anna, &boris] {
        person
            .expect("остановил поиск, чтобы никто не ждал зря")
            .await;
        person.expect_no_button(ACCEPT).await;
        person
            .ask("привет", "Сейчас вы ни с кем не разговариваете")
            .await;
    }
    system.finish().await;
}

#[tokio::test]
async fn who_cancels_in_a_proposal_is_out_and_the_other_goes_on() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    both_find(&anna, &boris).await;
    boris.tap_to(ACCEPT, "Ждём ответа").await;
    anna.ask("/cancel", "Остановил поиск").await;
    anna.expect_no_button(SKIP).await;
    boris.expect("В этот раз не совпало. Ищу дальше").await;
    anna.ask("/cancel", "Сейчас отменять нечего").await;
    boris.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn two_replicas_propose_each_pair_once() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for round in 0..4 {
        anna.tell(&boris, &format!("сообщение Анны {round}")).await;
        boris.tell(&anna, &format!("ответ Бориса {round}")).await;
    }
    boris.end().await;
    anna.expect("Разговор завершён").await;
    let proposals: i64 = sqlx::query_scalar("select count(*) from conversations_v1")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(proposals, 1);
    system.finish().await;
}
