//! The main journey.

use crate::harness::System;

#[tokio::test]
async fn two_strangers_meet_talk_and_part() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "Здравствуйте, я тоже не сплю по ночам")
        .await;
    boris.tell(&anna, "Добрый вечер, расскажите").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    anna.rate(5).await;
    boris.rate(4).await;
    system.finish().await;
}
