//! A talk that has fallen silent: a warning, an hour to answer, and an end in the usual words.

use std::time::Duration;

use crate::harness::{END, Options, System};
use crate::relay_tools::two_replicas;

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);
const WARNING: &str = "Здесь давно тихо";
const OVER: &str = "Разговор завершён";

#[tokio::test]
async fn a_silent_talk_ends_after_a_day_with_a_warning_an_hour_before() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.advance(22 * HOUR + 59 * MINUTE).await;
    system.wait_done().await;
    for person in [&anna, &boris] {
        assert_eq!(person.count_of(WARNING).await, 0);
    }
    system.advance(MINUTE).await;
    for person in [&anna, &boris] {
        let warning = person.expect(WARNING).await;
        // The test's clock stands at 15:00 in Moscow.
        assert!(warning.text.contains("в 15:00"), "{}", warning.text);
    }
    system.advance(HOUR).await;
    for person in [&anna, &boris] {
        person.expect(OVER).await;
        person.expect_button("5 ⭐").await;
        assert_eq!(person.count_of(WARNING).await, 1);
    }
    // Who has been silent is free for others, and the pair meets again after its usual pause.
    anna.rate(4).await;
    anna.ask("вы здесь?", "ни с кем не разговариваете").await;
    system.finish().await;
}

#[tokio::test]
async fn a_word_of_either_keeps_the_talk() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.advance(20 * HOUR).await;
    anna.tell(&boris, "как вы?").await;
    system.advance(22 * HOUR).await;
    system.wait_done().await;
    assert_eq!(anna.count_of(WARNING).await, 0, "20 h and 22 h are no day");
    system.advance(HOUR).await;
    anna.expect(WARNING).await;
    boris.expect(WARNING).await;
    boris.tell(&anna, "я здесь").await;
    system.advance(22 * HOUR).await;
    system.wait_done().await;
    anna.tell(&boris, "и я").await;
    assert_eq!(anna.count_of(OVER).await, 0);

    // The next silence has a warning of its own.
    system.advance(23 * HOUR).await;
    anna.expect(WARNING).await;
    assert_eq!(anna.count_of(WARNING).await, 2);
    anna.tap_to(END, "Завершить разговор?").await;
    anna.tap_to("Да, завершить", "Вы завершили разговор").await;
    boris.expect(OVER).await;
    system.finish().await;
}

#[tokio::test]
async fn the_deadline_is_a_setting_and_survives_a_restart() {
    let options = Options::default().variable("NOTALONE_CHAT_IDLE_END", "3h");
    let system = System::start(options).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "скоро вернусь").await;
    system.replicas[0].stop().await;
    system.advance(2 * HOUR).await;
    system.restart(0).await;
    anna.expect(WARNING).await;
    boris.expect(WARNING).await;
    system.advance(HOUR).await;
    anna.expect(OVER).await;
    boris.expect(OVER).await;
    assert_eq!(system.events("ChatFellSilent").await, 1);
    system.finish().await;
}
