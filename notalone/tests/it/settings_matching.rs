//! What members state about time and sensitivity decides whom they meet, also when they change it while they search.

use std::time::Duration;

use chrono::{TimeZone, Utc};

use crate::harness::{ACCEPT, Options, Person, Profile, System};
use crate::relay_tools::two_replicas;

const MORNING: &str = "Утро, 6–12";
const EVENING: &str = "Вечер, 18–24";
const NIGHT: &str = "Ночь, 0–6";
const SAVED_WHILE_SEARCHING: &str = "Поиск уже идёт с новым ответом";

async fn member(system: &System, profile: Profile) -> Person {
    let person = system.person(&profile.nickname).await;
    person.onboard(&profile).await;
    person
}

/// Both search, and somebody else would have been proposed by now, but not they.
async fn keep_waiting(system: &System, one: &Person, other: &Person) {
    one.find().await;
    other.find().await;
    system.others_are_matched().await;
    one.assert_no_proposal().await;
    other.assert_no_proposal().await;
}

/// They are proposed to each other; both searches are left behind.
async fn are_proposed(one: &Person, other: &Person) {
    one.expect_button(ACCEPT).await;
    other.skip().await;
    one.expect("В этот раз не совпало").await;
    for person in [one, other] {
        person.ask("/cancel", "Остановил поиск").await;
    }
}

#[tokio::test]
async fn windows_that_do_not_overlap_keep_two_apart_until_one_of_them_edits() {
    let system = System::start(two_replicas()).await;
    let anna = member(&system, Profile::named("Анна").windows(&[MORNING])).await;
    let boris = member(&system, Profile::named("Борис").windows(&[EVENING])).await;
    keep_waiting(&system, &anna, &boris).await;

    anna.ask("/profile", "Ваш профиль").await;
    anna.tap_to("Когда удобно", "Когда вам удобно").await;
    anna.tap(EVENING).await;
    anna.tap_to("Готово", SAVED_WHILE_SEARCHING).await;
    are_proposed(&anna, &boris).await;
    system.finish().await;
}

#[tokio::test]
async fn a_time_zone_moves_the_windows() {
    let system = System::start(two_replicas()).await;
    // An evening in Moscow is a night in Vladivostok.
    let anna = member(&system, Profile::named("Анна").windows(&[EVENING])).await;
    let profile = Profile::named("Борис").city("Владивосток");
    let boris = member(&system, profile.windows(&[EVENING])).await;
    keep_waiting(&system, &anna, &boris).await;

    boris.ask("/profile", "Ваш профиль").await;
    boris.tap_to("Время", "Какое у вас время?").await;
    boris.tap_to("Самара", SAVED_WHILE_SEARCHING).await;
    are_proposed(&anna, &boris).await;
    system.finish().await;
}

#[tokio::test]
async fn an_evening_in_kyiv_meets_a_night_in_moscow_once_the_clocks_went_back() {
    let before = Utc.with_ymd_and_hms(2026, 10, 24, 12, 0, 0).unwrap();
    let system = System::start(Options::default().starts_at(before)).await;
    let profile = Profile::named("Анна").city("Киев");
    let anna = member(&system, profile.windows(&[EVENING])).await;
    let boris = member(&system, Profile::named("Борис").windows(&[NIGHT])).await;
    keep_waiting(&system, &anna, &boris).await;

    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.wait_done().await;
    // A day later Kyiv is on winter time.
    system.advance(Duration::from_hours(24)).await;
    for person in [&anna, &boris] {
        person.find().await;
    }
    are_proposed(&anna, &boris).await;
    system.finish().await;
}

#[tokio::test]
async fn gentle_does_not_meet_open_until_one_of_them_skips_the_question() {
    let system = System::start_default().await;
    let anna = member(&system, Profile::named("Анна").sensitivity("Бережно")).await;
    let boris = member(&system, Profile::named("Борис").sensitivity("Открыто")).await;
    keep_waiting(&system, &anna, &boris).await;

    boris.ask("/profile", "Как говорить: Открыто").await;
    boris
        .tap_to("Как говорить", "Как говорить о ваших темах?")
        .await;
    boris.tap_to("Пропустить", SAVED_WHILE_SEARCHING).await;
    are_proposed(&anna, &boris).await;
    system.finish().await;
}

#[tokio::test]
async fn gentle_meets_gentle() {
    let system = System::start_default().await;
    let anna = member(&system, Profile::named("Анна").sensitivity("Бережно")).await;
    let boris = member(&system, Profile::named("Борис").sensitivity("Бережно")).await;
    anna.find().await;
    boris.find().await;
    are_proposed(&anna, &boris).await;
    system.finish().await;
}

#[tokio::test]
async fn a_new_name_chosen_while_searching_is_on_the_next_card() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    anna.ask("/profile", "Ваш профиль").await;
    anna.tap_to("Псевдоним", "Как вас называть?").await;
    anna.goes_by("Новая Заря");
    anna.ask("Новая Заря", SAVED_WHILE_SEARCHING).await;
    boris.find().await;
    boris.expect("Кажется, есть собеседник: Новая Заря").await;
    are_proposed(&anna, &boris).await;
    system.finish().await;
}
