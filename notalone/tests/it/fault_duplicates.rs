//! Telegram delivers the same update three times: each has one effect, on one replica and on two, one after another and at once.

use telegram_simulator::client::Duplicates;

use crate::harness::{ACCEPT, BLOCK, Options, System};

#[tokio::test]
async fn thrice_in_a_row_is_once() {
    each_effect_once(1, false).await;
}

#[tokio::test]
async fn thrice_at_once_is_once() {
    each_effect_once(1, true).await;
}

#[tokio::test]
async fn thrice_in_a_row_on_two_replicas_is_once() {
    each_effect_once(2, false).await;
}

#[tokio::test]
async fn thrice_at_once_on_two_replicas_is_once() {
    each_effect_once(2, true).await;
}

async fn each_effect_once(replicas: usize, concurrent: bool) {
    let system = System::start(Options::default().replicas(replicas)).await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    let thrice = async || {
        let duplicates = Duplicates {
            times: 3,
            updates: 1,
            concurrent,
        };
        system.bot.duplicate(&duplicates).await.unwrap();
    };

    thrice().await;
    anna.find().await;
    system.redeliver_until_done().await;
    assert_eq!(system.events("SearchStarted").await, 1);
    assert_eq!(anna.count_of("Ищу вам собеседника").await, 1);
    boris.find().await;

    anna.expect_button(ACCEPT).await;
    thrice().await;
    anna.tap(ACCEPT).await;
    system.redeliver_until_done().await;
    assert_eq!(system.events("ProposalAccepted").await, 1);
    boris.accept().await;
    anna.control
        .wait_for_text(0, "Разговор открыт")
        .await
        .unwrap();
    boris.expect("Разговор открыт").await;

    thrice().await;
    anna.tell(&boris, "трижды сказано").await;
    system.redeliver_until_done().await;
    assert_eq!(boris.copies_of(&anna, "трижды сказано").await, 1);

    thrice().await;
    boris.tap_to(BLOCK, "Заблокировать собеседника?").await;
    system.redeliver_until_done().await;
    assert_eq!(boris.count_of("Заблокировать собеседника?").await, 1);
    thrice().await;
    boris
        .tap_to("Да, заблокировать", "вы больше не встретитесь")
        .await;
    system.redeliver_until_done().await;
    anna.control
        .wait_for_text(0, "Разговор завершён")
        .await
        .unwrap();
    assert_eq!(system.events("UserBlocked").await, 1);
    assert_eq!(system.events("ChatEnded").await, 1);
    system.wait_done().await;
    for (person, ended) in [
        (&anna, "Разговор завершён"),
        (&boris, "Вы завершили разговор"),
    ] {
        assert_eq!(person.count_of("Разговор открыт").await, 1);
        assert_eq!(person.count_of(ended).await, 1);
    }
    let totals: i64 = sqlx::query_scalar("select sum(messages)::bigint from relay_totals")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(totals, 1, "messages counted");
    system.finish().await;
}

/// An answer to the onboarding comes twice, the second time long after: it must not answer the next question.
#[tokio::test]
async fn an_old_answer_delivered_again_answers_nothing() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.accept_rules().await;
    let sent = anna.control.send_text("Москва").await.unwrap();
    anna.expect("Какое у вас время?").await;
    system.bot.redeliver(sent.update_id.unwrap()).await.unwrap();
    system.redeliver_until_done().await;
    assert_eq!(system.events("NicknameChosen").await, 1);
    assert_eq!(
        system.events("TimeZoneChosen").await,
        0,
        "«Москва» was the nickname"
    );
    system.finish().await;
}
