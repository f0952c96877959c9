//! The database goes away: webhooks answer 503, nothing is acknowledged, and everything resumes.

use telegram_simulator::client::DeliveryOutcome;
use testkit::{PrivatePostgres, eventually};

use crate::fault_tools::RECOVERED_WITHIN;
use crate::harness::{Options, Person, Postgres, System};

/// How a server of Postgres goes away.
#[derive(Clone, Copy)]
enum Outage {
    Stopped,
    Crashed,
}

impl Outage {
    async fn befall(self, postgres: &PrivatePostgres) {
        match self {
            Self::Stopped => postgres.stop().await,
            Self::Crashed => postgres.crash().await,
        }
    }
}

#[tokio::test]
async fn a_talk_survives_a_stop_of_the_database() {
    talk_survives(Outage::Stopped).await;
}

#[tokio::test]
async fn a_talk_survives_a_crash_of_the_database() {
    talk_survives(Outage::Crashed).await;
}

async fn talk_survives(outage: Outage) {
    let system = System::start(Options::default().postgres(Postgres::Private)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "база на месте").await;
    system.wait_done().await;
    let postgres = system.private_postgres.as_ref().unwrap();

    outage.befall(postgres).await;
    boris.look().await;
    let update = unacknowledged(&system, &anna, "пока базы нет").await;
    let command = unacknowledged(&system, &boris, "/profile").await;
    assert_eq!(system.get(0, "/health").await.0, 200, "the process lives");
    let (status, body) = system.get(0, "/ready").await;
    assert_eq!(status, 503, "{body}");
    let (status, body) = system.get(0, "/health/db").await;
    assert_eq!(status, 503, "{body}");
    assert!(body.contains("\"code\":\"database_unavailable\""), "{body}");
    assert_eq!(boris.copies_of(&anna, "пока базы нет").await, 0);

    postgres.start().await;
    system.wait_answer(0, "/ready", 200).await;
    system.wait_answer(0, "/health/db", 200).await;
    system.redeliver_until_done().await;
    boris
        .hears_in_order(&anna, &["пока базы нет".to_owned()])
        .await;
    assert_eq!(boris.copies_of(&anna, "пока базы нет").await, 1);
    assert_eq!(boris.count_of("Ваш профиль").await, 1);
    for update in [update, command] {
        let mut deliveries = system.deliveries_of(update).await;
        let last = deliveries.pop().unwrap();
        assert_eq!(last.outcome, DeliveryOutcome::Delivered);
        assert!(
            deliveries.iter().all(|failed| failed.status == Some(503)),
            "{deliveries:?}"
        );
    }
    boris.tell(&anna, "база вернулась").await;
    anna.end().await;
    boris.rate(5).await;
    system.finish().await;
}

/// Sends while nothing can be written; the update, once Telegram was told 503.
async fn unacknowledged(system: &System, person: &Person, text: &str) -> i64 {
    let update = person
        .control
        .send_text(text)
        .await
        .unwrap()
        .update_id
        .unwrap();
    eventually(RECOVERED_WITHIN, || async {
        !system.deliveries_of(update).await.is_empty()
    })
    .await;
    for delivery in system.deliveries_of(update).await {
        assert_eq!(delivery.outcome, DeliveryOutcome::Failed);
        assert_eq!(delivery.status, Some(503), "{delivery:?}");
    }
    update
}

/// The outage does not count as a try: a member is not punished for it.
#[tokio::test]
async fn a_long_outage_parks_nothing() {
    let system = System::start(Options::default().database_proxy()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    let proxy = system.database_proxy.as_ref().unwrap();
    proxy.refuse();
    let update = unacknowledged(&system, &anna, "терпеливое слово").await;
    eventually(RECOVERED_WITHIN, || async {
        system.bot.retry_now().await.unwrap();
        system.deliveries_of(update).await.len() > 6
    })
    .await;
    proxy.resume();
    system.redeliver_until_done().await;
    boris
        .hears_in_order(&anna, &["терпеливое слово".to_owned()])
        .await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn cut_connections_lose_no_message_and_no_step() {
    const CUTS: usize = 6;
    let system = System::start(Options::default().database_proxy()).await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    let proxy = system.database_proxy.as_ref().unwrap();
    anna.say("/find").await;
    proxy.cut();
    boris.say("/find").await;
    system.redeliver_until_done().await;
    anna.accept().await;
    boris.accept().await;
    boris
        .control
        .wait_for_text(0, "Разговор открыт")
        .await
        .unwrap();
    anna.control
        .wait_for_text(0, "Разговор открыт")
        .await
        .unwrap();
    let mut texts = Vec::new();
    for cut in 0..CUTS {
        for number in 0..4 {
            let text = format!("слово {number} у разрыва {cut}");
            anna.say(&text).await;
            texts.push(text);
        }
        proxy.cut();
    }
    system.redeliver_until_done().await;
    boris.hears_in_order(&anna, &texts).await;
    let mut repeated = 0;
    for text in &texts {
        repeated += boris.copies_of(&anna, text).await - 1;
    }
    assert!(repeated <= CUTS, "{repeated} copies too many");
    assert_eq!(system.events("MatchProposed").await, 1);
    anna.end().await;
    system.finish().await;
}
