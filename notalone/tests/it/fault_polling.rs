//! Long polling instead of the webhook: the offset moves only past what is done.

use crate::harness::{Options, System};

#[tokio::test]
async fn a_whole_talk_goes_through_polling() {
    let system = System::start(Options::default().polling()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let texts: Vec<String> = (0..10)
        .map(|number| format!("без вебхука {number}"))
        .collect();
    for text in &texts {
        anna.say(text).await;
    }
    boris.hears_in_order(&anna, &texts).await;
    for text in &texts {
        assert_eq!(boris.copies_of(&anna, text).await, 1, "{text}");
    }
    anna.end().await;
    boris.rate(4).await;
    system.finish().await;
}

#[tokio::test]
async fn what_was_polled_and_not_done_comes_again_after_a_restart() {
    let system = System::start(Options::default().polling()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let mut texts = Vec::new();
    for round in 0..3 {
        for number in 0..8 {
            let text = format!("слово {number} перед остановкой {round}");
            anna.say(&text).await;
            texts.push(text);
        }
        if round == 1 {
            system.replicas[0].stop().await;
        } else {
            system.replicas[0].kill();
            system.let_claims_of_the_dead_run_out().await;
        }
        system.replicas[0].start().await;
    }
    boris.hears_in_order(&anna, &texts).await;
    system.wait_done().await;
    let mut repeated = 0;
    for text in &texts {
        repeated += boris.copies_of(&anna, text).await - 1;
    }
    assert!(repeated <= 2, "{repeated} copies too many after two kills");
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn one_replica_polls_and_another_takes_over() {
    let system = System::start(Options::default().polling().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    let refused = system.requests().await.into_iter();
    let conflicts =
        refused.filter(|request| request.method == "getUpdates" && request.status == 409);
    assert_eq!(conflicts.count(), 0, "two polled at once");
    system.replicas[0].kill();
    system.let_claims_of_the_dead_run_out().await;
    anna.tell(&boris, "кто-то ещё слушает").await;
    system.replicas[0].start().await;
    system.replicas[1].kill();
    system.let_claims_of_the_dead_run_out().await;
    boris.tell(&anna, "и снова кто-то слушает").await;
    anna.end().await;
    system.finish().await;
}
