//! How much a member may send at once.

use std::time::Duration;

use crate::harness::{Options, Redis, System};

const SECOND: Duration = Duration::from_secs(1);
const NOTICE: &str = "Сообщений сейчас слишком много";

#[tokio::test]
async fn over_the_limit_there_is_one_notice_a_minute() {
    let system = System::start(Options::default().relay_limit(15, 5)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for number in 0..5 {
        anna.tell(&boris, &format!("слово {number}")).await;
    }
    anna.ask("лишнее слово", NOTICE).await;
    anna.say("ещё одно лишнее слово").await;
    system.wait_done().await;
    assert_eq!(anna.count_of(NOTICE).await, 1);

    system.advance(4 * SECOND).await;
    anna.tell(&boris, "одно каждые четыре секунды").await;
    anna.say("а второе уже нет").await;
    system.wait_done().await;
    assert_eq!(anna.count_of(NOTICE).await, 1);

    system.advance(60 * SECOND).await;
    for number in 0..5 {
        anna.tell(&boris, &format!("снова слово {number}")).await;
    }
    anna.ask("снова лишнее", NOTICE).await;
    assert_eq!(anna.count_of(NOTICE).await, 2);
    assert!(!boris.chat().await.bot_said("лишнее"));
    // The other has a limit of his own.
    boris.tell(&anna, "а я молчал").await;
    boris.end().await;
    anna.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn replicas_count_the_same_messages() {
    let options = Options::default().relay_limit(15, 5);
    let system = System::start(options.replicas(2).redis(Redis::Running)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for number in 0..5 {
        anna.tell(&boris, &format!("слово {number}")).await;
    }
    anna.ask("лишнее слово", NOTICE).await;
    anna.say("ещё одно лишнее слово").await;
    system.wait_done().await;
    assert_eq!(anna.count_of(NOTICE).await, 1);
    assert!(!boris.chat().await.bot_said("лишнее"));
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}
