//! Two replicas: they share the work, and each takes over what the other leaves behind.

use crate::harness::{Options, Person, System};

async fn two_replicas() -> System {
    System::start(Options::default().replicas(2)).await
}

#[tokio::test]
async fn two_replicas_take_turns_within_one_talk() {
    let system = two_replicas().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let texts: Vec<String> = (0..20)
        .map(|number| format!("по очереди {number}"))
        .collect();
    for text in &texts {
        anna.say(text).await;
        boris.say(text).await;
    }
    boris.hears_in_order(&anna, &texts).await;
    anna.hears_in_order(&boris, &texts).await;
    for text in &texts {
        assert_eq!(boris.copies_of(&anna, text).await, 1, "{text}");
        assert_eq!(anna.copies_of(&boris, text).await, 1, "{text}");
    }
    anna.end().await;
    boris.expect("Разговор завершён").await;
    for replica in 0..2 {
        let (_, metrics) = system.get(replica, "/metrics").await;
        let has_worked = metrics.lines().any(|line| {
            line.starts_with("notalone_webhook_updates_total") && line.contains("done")
        });
        assert!(has_worked, "replica {replica} had nothing to do");
    }
    system.finish().await;
}

/// Everything that one process owned at a time (policies, read models, outbox, matchmaking, deadlines) finds a new owner.
async fn life_goes_on(anna: &Person, boris: &Person) {
    anna.tell(boris, "я ещё здесь").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
}

#[tokio::test]
async fn a_killed_replica_is_taken_over_whichever_it_is() {
    let system = two_replicas().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let (vera, gleb) = (system.member("Вера").await, system.member("Глеб").await);
    system.wait_done().await;
    system.replicas[0].kill();
    life_goes_on(&anna, &boris).await;
    vera.meet(&gleb).await;
    system.wait_done().await;
    system.replicas[0].start().await;
    system.replicas[1].kill();
    life_goes_on(&vera, &gleb).await;
    system.finish().await;
}

#[tokio::test]
async fn a_frozen_replica_is_taken_over_and_does_no_harm_when_it_wakes() {
    let system = two_replicas().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let (vera, gleb) = (system.member("Вера").await, system.member("Глеб").await);
    for frozen in [0, 1] {
        system.wait_done().await;
        system.replicas[frozen].freeze();
        if frozen == 0 {
            life_goes_on(&anna, &boris).await;
            vera.meet(&gleb).await;
        } else {
            life_goes_on(&vera, &gleb).await;
        }
        system.replicas[frozen].thaw();
        system.replicas[frozen].wait_ready().await;
        system.redeliver_until_done().await;
    }
    for person in [&anna, &boris, &vera, &gleb] {
        assert_eq!(person.count_of("Разговор открыт").await, 1);
        assert_eq!(
            person.count_of("Разговор завершён").await
                + person.count_of("Вы завершили разговор").await,
            1
        );
    }
    system.finish().await;
}

/// A rollout: each replica is stopped in order and started again, while people talk.
#[tokio::test]
async fn a_rollout_in_the_middle_of_a_talk_is_not_noticed() {
    let system = two_replicas().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let mut texts = Vec::new();
    for replica in [0, 1] {
        for number in 0..5 {
            let text = format!("во время обновления {replica}-{number}");
            anna.say(&text).await;
            texts.push(text);
        }
        system.replicas[replica].stop().await;
        anna.tell(&boris, &format!("остался один {replica}")).await;
        system.restart(replica).await;
    }
    system.redeliver_until_done().await;
    boris.hears_in_order(&anna, &texts).await;
    for text in &texts {
        assert_eq!(boris.copies_of(&anna, text).await, 1, "{text}");
    }
    anna.end().await;
    system.finish().await;
}
