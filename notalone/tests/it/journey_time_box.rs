//! Talks that were given a time: they go on only if both want it.

use std::time::Duration;

use crate::harness::{Person, System};
use crate::relay_tools::two_replicas;

const HOUR: Duration = Duration::from_hours(1);
const EXTEND: &str = "Продолжить разговор";
const QUESTION: &str = "этот разговор закончится. Хотите его продолжить?";
const OVER: &str = "Разговор завершён";

async fn start() -> System {
    System::start(two_replicas().variable("NOTALONE_CHAT_TIME_BOX", "24h")).await
}

/// Talking until three hours before the end, when both are asked.
async fn until_the_question(system: &System) -> (Person, Person) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.expect("рассчитан на 24 часа").await;
    system.advance(20 * HOUR).await;
    anna.tell(&boris, "ещё говорим").await;
    assert_eq!(anna.count_of(QUESTION).await, 0);
    system.advance(HOUR).await;
    for person in [&anna, &boris] {
        person.expect(QUESTION).await;
    }
    (anna, boris)
}

#[tokio::test]
async fn a_talk_goes_on_when_both_want_it() {
    let system = start().await;
    let (anna, boris) = until_the_question(&system).await;
    boris.look().await;
    anna.tap_to(EXTEND, "Если захочет и собеседник").await;
    boris.expect("Ваш собеседник хотел бы продолжить").await;
    anna.look().await;
    boris.tap_to(EXTEND, "Вы согласились продолжить").await;
    for person in [&anna, &boris] {
        person.expect("ещё 24 часа").await;
    }
    // What is left of the first question has nothing to extend any more.
    let answer = boris.tap(EXTEND).await;
    assert!(answer.text.unwrap().contains("ещё есть время"));

    system.advance(3 * HOUR).await;
    anna.tell(&boris, "и дальше говорим").await;
    system.advance(21 * HOUR).await;
    anna.expect(QUESTION).await;
    boris.expect(QUESTION).await;
    system.advance(3 * HOUR).await;
    anna.expect(OVER).await;
    boris.expect(OVER).await;
    system.finish().await;
}

#[tokio::test]
async fn one_alone_is_not_enough() {
    let system = start().await;
    let (anna, boris) = until_the_question(&system).await;
    boris.tap_to(EXTEND, "Если захочет и собеседник").await;
    anna.expect("Ваш собеседник хотел бы продолжить").await;
    let question = anna.expect_button(EXTEND).await;
    let extend = question.button(EXTEND).unwrap().data.clone().unwrap();
    system.advance(3 * HOUR).await;
    for person in [&anna, &boris] {
        person.expect(OVER).await;
        person.expect_button("5 ⭐").await;
    }
    let late = anna
        .control
        .press_forged(question.message_id, &extend)
        .await;
    assert!(
        late.unwrap()
            .text
            .unwrap()
            .contains("Этот разговор уже закончился")
    );
    system.finish().await;
}

#[tokio::test]
async fn without_the_setting_a_talk_has_no_end_of_its_own() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    assert_eq!(anna.count_of("рассчитан").await, 0);
    for _ in 0..5 {
        system.advance(20 * HOUR).await;
        anna.tell(&boris, "ещё говорим").await;
    }
    assert_eq!(anna.count_of(QUESTION).await, 0);
    anna.end().await;
    boris.expect(OVER).await;
    system.finish().await;
}
