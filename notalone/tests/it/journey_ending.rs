//! Ending a talk: one confirmation, and what its buttons say when the other was faster.

use crate::harness::{END, Person, System};
use crate::relay_tools::two_replicas;

const YES: &str = "Да, завершить";
const NO: &str = "Нет, продолжим";
const OVER: &str = "Этот разговор уже закончился";

async fn answer(person: &Person, label: &str) -> String {
    person.tap(label).await.text.unwrap_or_default()
}

#[tokio::test]
async fn a_talk_ends_only_after_a_confirmation_and_no_keeps_it() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.ask("/end", "Завершить разговор?").await;
    anna.tell(&boris, "пока думаю").await;
    anna.tap_to(NO, "разговор продолжается").await;
    anna.expect_no_button(YES).await;
    boris.tell(&anna, "хорошо").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    for command in ["/end", "/block"] {
        anna.ask(command, "Сейчас вы ни с кем не разговариваете")
            .await;
    }
    system.finish().await;
}

#[tokio::test]
async fn who_thinks_it_over_while_the_other_ends_hears_that_it_is_over() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tap_to(END, "Завершить разговор?").await;
    boris.ask("/end", "Завершить разговор?").await;
    boris.tap_to(YES, "Вы завершили разговор").await;
    system.wait_done().await;
    assert!(answer(&anna, YES).await.contains(OVER));
    anna.expect_no_button(YES).await;
    assert_eq!(system.events("ChatEnded").await, 1);
    system.finish().await;
}

#[tokio::test]
async fn a_no_that_comes_too_late_says_so() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.ask("/end", "Завершить разговор?").await;
    boris.end().await;
    anna.tap_to(NO, OVER).await;
    system.finish().await;
}

#[tokio::test]
async fn next_without_a_talk_is_a_search() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    anna.ask("/next", "Ищу вам собеседника").await;
    anna.ask("/next", "Ищу вам собеседника").await;
    assert_eq!(system.events("SearchStarted").await, 1);
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn a_next_delivered_twice_ends_one_talk_and_starts_one_search() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.bot.duplicate_next(2).await.unwrap();
    anna.say("/next").await;
    anna.expect("Ищу вам собеседника").await;
    boris.expect("Разговор завершён").await;
    system.wait_done().await;
    assert_eq!(system.events("ChatEnded").await, 1);
    assert_eq!(system.events("SearchStarted").await, 3);
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}
