//! Searches by themselves.

use std::time::Duration;

use crate::harness::{ACCEPT, ANXIETY, BURNOUT, LOSS, Options, Profile, RELOCATION, System};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_search_ends_after_a_day_and_can_be_begun_again() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    anna.find().await;
    system.advance((24 * HOUR).saturating_sub(MINUTE)).await;
    anna.ask("/find", "Ищу вам собеседника").await;
    system.advance(MINUTE).await;
    anna.expect("За сутки никого подходящего не нашлось").await;
    anna.tap_to("Найти собеседника", "Ищу вам собеседника")
        .await;
    anna.tap("Отменить поиск").await;
    anna.expect("Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn one_shared_topic_is_enough_after_both_waited_five_minutes() {
    let system = System::start_default().await;
    let (anna, boris) = (system.person("Анна").await, system.person("Борис").await);
    anna.onboard(&Profile::named("Анна").topics(&[BURNOUT, ANXIETY]))
        .await;
    boris
        .onboard(&Profile::named("Борис").topics(&[BURNOUT, "💔 Развод"]))
        .await;
    anna.find().await;
    system.advance(4 * MINUTE).await;
    boris.find().await;
    system.advance(4 * MINUTE).await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;
    boris.assert_no_proposal().await;

    system.advance(MINUTE).await;
    anna.expect_button(ACCEPT).await;
    anna.skip().await;
    boris.expect("В этот раз не совпало").await;
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn people_without_a_shared_topic_never_meet() {
    let system = System::start_default().await;
    let (anna, boris) = (system.person("Анна").await, system.person("Борис").await);
    anna.onboard(&Profile::named("Анна").topics(&[BURNOUT, ANXIETY]))
        .await;
    boris
        .onboard(&Profile::named("Борис").topics(&[LOSS, RELOCATION]))
        .await;
    anna.find().await;
    boris.find().await;
    system.advance(HOUR).await;
    // They share topics with him, but he is not searching any more when they come.
    boris.ask("/cancel", "Остановил поиск").await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;
    boris.assert_no_proposal().await;
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn people_whose_days_lie_far_apart_never_meet() {
    let system = System::start_default().await;
    let (anna, boris) = (system.person("Анна").await, system.person("Борис").await);
    anna.onboard(&Profile::named("Анна")).await;
    boris
        .onboard(&Profile::named("Борис").city("Владивосток"))
        .await;
    anna.find().await;
    boris.find().await;
    system.others_are_matched().await;
    for person in [&anna, &boris] {
        person.assert_no_proposal().await;
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn a_search_needs_a_profile_and_a_second_find_shows_the_running_one() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.ask("/find", "Чтобы искать, нужно ответить").await;
    anna.onboard(&Profile::named("Анна")).await;
    anna.find().await;
    anna.ask("/find", "Ищу вам собеседника").await;
    anna.ask("слышно меня?", "Пока ищу вам собеседника").await;
    let searches: i64 = sqlx::query_scalar("select count(*) from seekers_v1")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(searches, 1);
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn who_is_in_a_proposal_or_a_talk_does_not_search() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    anna.expect_button(ACCEPT).await;
    anna.ask("/find", "сначала ответьте на предложение").await;
    anna.ask("вы где?", "нажмите «Принять» или «Пропустить»")
        .await;
    anna.accept().await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    anna.ask("/find", "Вы уже в разговоре").await;
    anna.ask("/cancel", "Вы в разговоре").await;
    anna.ask("/start", "Ваш разговор открыт").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    boris
        .ask("/end", "Сейчас вы ни с кем не разговариваете")
        .await;
    boris
        .ask("/block", "Сейчас вы ни с кем не разговариваете")
        .await;
    system.finish().await;
}

#[tokio::test]
async fn searches_are_not_begun_faster_than_the_limit() {
    let options = Options::default().variable("NOTALONE_FIND_PER_MINUTE", 2);
    let system = System::start(options).await;
    let anna = system.member("Анна").await;
    for _ in 0..2 {
        anna.find().await;
        anna.ask("/cancel", "Остановил поиск").await;
    }
    anna.ask(
        "/find",
        "Вы начинаете поиск слишком часто. Попробуйте через 30 секунд",
    )
    .await;
    system.advance(MINUTE / 2).await;
    anna.find().await;
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}
