//! Redis is lost: limits are kept by each process, everything else goes on.

use crate::harness::{Options, Redis, System};

#[tokio::test]
async fn a_talk_needs_no_redis_from_the_start() {
    let system = System::start(Options::default().redis(Redis::Down).relay_limit(15, 3)).await;
    assert_eq!(system.get(0, "/health/redis").await.0, 503);
    assert_eq!(system.get(0, "/ready").await.0, 200);
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for number in 0..3 {
        anna.tell(&boris, &format!("без редиса {number}")).await;
    }
    anna.ask("четвёртое подряд", "Сообщений сейчас слишком много")
        .await;
    assert_eq!(boris.copies_of(&anna, "четвёртое подряд").await, 0);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn redis_may_stop_and_come_back_in_the_middle_of_a_talk() {
    let system = System::start(
        Options::default()
            .redis(Redis::Running)
            .relay_limit(600, 50),
    )
    .await;
    let redis = system.redis.as_ref().unwrap();
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "редис работает").await;
    redis.stop().await;
    anna.tell(&boris, "редис остановлен").await;
    boris.tell(&anna, "я этого не заметил").await;
    assert_eq!(system.get(0, "/health/redis").await.0, 503);
    redis.restart().await;
    system.wait_answer(0, "/health/redis", 200).await;
    anna.tell(&boris, "редис вернулся").await;
    redis.kill();
    anna.tell(&boris, "редис убит").await;
    anna.end().await;
    boris.rate(5).await;
    system.finish().await;
}

/// A server that was suspended keeps its connections and says nothing: a message waits for it once, not a reply of it.
#[tokio::test]
async fn redis_may_hang_in_the_middle_of_a_talk() {
    let options = Options::default()
        .redis(Redis::Running)
        .variable("NOTALONE_REDIS_TIMEOUT", "250ms")
        .relay_limit(600, 50);
    let system = System::start(options).await;
    let redis = system.redis.as_ref().unwrap();
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "редис отвечает").await;
    redis.freeze();
    for number in 0..3 {
        anna.tell(&boris, &format!("редис молчит {number}")).await;
        boris.tell(&anna, &format!("а мы нет {number}")).await;
    }
    assert_eq!(system.get(0, "/health/redis").await.0, 503);
    redis.thaw();
    system.wait_answer(0, "/health/redis", 200).await;
    anna.tell(&boris, "редис снова отвечает").await;
    assert_eq!(boris.copies_of(&anna, "редис молчит 0").await, 1);
    anna.end().await;
    system.finish().await;
}

/// Both replicas count in the same Redis: alternating between them earns nobody more messages.
#[tokio::test]
async fn a_limit_is_shared_by_replicas_while_redis_is_there() {
    let options = Options::default().redis(Redis::Running).relay_limit(15, 4);
    let system = System::start(options.replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for number in 0..4 {
        anna.tell(&boris, &format!("в пределах {number}")).await;
    }
    anna.ask("сверх предела", "Сообщений сейчас слишком много")
        .await;
    anna.say("и это сверх предела").await;
    system.redeliver_until_done().await;
    assert_eq!(boris.copies_of(&anna, "сверх предела").await, 0);
    assert_eq!(boris.copies_of(&anna, "и это сверх предела").await, 0);
    assert_eq!(
        anna.count_of("Сообщений сейчас слишком много").await,
        1,
        "one notice a minute"
    );
    anna.end().await;
    system.finish().await;
}
