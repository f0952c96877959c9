//! The moderators' chat when updates come twice, processes die, and Telegram refuses.

use std::time::Duration;

use domain::moderation::ReportReason;
use telegram_simulator::client::{Duplicates, FaultEffect, NewFault};

use crate::harness::{Options, STAFF_CHAT, System, TAKE};

const ALERT: &str = "Срочное дело";
const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_press_that_comes_three_times_on_two_replicas_takes_once() {
    let system = System::start(Options::default().staff_chat().replicas(2)).await;
    let (vera, gleb) = (system.person("Вера").await, system.person("Глеб").await);
    let chat = system.staff_chat(&[&vera, &gleb]).await;
    let colleagues = [
        system.colleague("vera", "moderator").await,
        system.colleague("gleb", "moderator").await,
    ];
    system.linked(&colleagues[0], &vera).await;
    system.linked(&colleagues[1], &gleb).await;
    let (anna, _boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    system.report(talk, ReportReason::Danger, "угрожает").await;
    chat.expect(ALERT).await;
    let duplicates = Duplicates {
        times: 3,
        updates: 2,
        concurrent: true,
    };
    system.bot.duplicate(&duplicates).await.unwrap();
    let answers = tokio::join!(chat.tap(&vera, TAKE), chat.tap(&gleb, TAKE));
    system.redeliver_until_done().await;
    let answers = [answers.0, answers.1];
    let won = answers.iter().filter(|answer| answer.contains("у вас"));
    assert_eq!(won.count(), 1, "{answers:?}");
    let lost = answers
        .iter()
        .filter(|answer| answer.contains("уже в работе"));
    assert_eq!(lost.count(), 1, "{answers:?}");
    assert_eq!(system.events("CaseAssigned").await, 1);
    chat.expect("В работе:").await;
    assert_eq!(chat.count_of(ALERT).await, 1);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn an_alert_outlives_the_process_that_was_to_send_it() {
    let system = System::start(Options::default().staff_chat()).await;
    let vera = system.person("Вера").await;
    let chat = system.staff_chat(&[&vera]).await;
    let (anna, _boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let hangs = NewFault {
        method: Some("sendMessage".to_owned()),
        chat_id: Some(STAFF_CHAT),
        bot_id: None,
        skip: 0,
        count: 1_000,
        effect: FaultEffect::Hang,
    };
    let control = system.bot.control();
    control.fault(&hangs).await.unwrap();
    system.report(talk, ReportReason::Danger, "угрожает").await;
    testkit::eventually(Duration::from_secs(20), || async {
        let faults = control.faults().await.unwrap();
        faults.iter().any(|fault| fault.remaining < hangs.count)
    })
    .await;
    system.replicas[0].kill();
    control.clear_faults().await.unwrap();
    system.restart(0).await;
    chat.expect(ALERT).await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_bot_that_was_taken_out_of_the_chat_tells_when_it_is_back() {
    let system = System::start(Options::default().staff_chat()).await;
    let vera = system.person("Вера").await;
    let chat = system.staff_chat(&[&vera]).await;
    let colleague = system.colleague("vera", "moderator").await;
    let session = system.linked(&colleague, &vera).await;
    let (anna, _boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    chat.control.remove_bot(&vera.control).await.unwrap();
    let case_id = system.report(talk, ReportReason::Danger, "угрожает").await;
    system.wait_done().await;
    assert_eq!(chat.count_of(ALERT).await, 0);
    // Taken in the console meanwhile: the chat hears of it as it is by then.
    let page = format!("/console/cases/{case_id}/assign");
    system.post(&session, &page, "").await;
    chat.control.add_bot(&vera.control).await.unwrap();
    system.advance(MINUTE).await;
    let alert = chat.expect(ALERT).await;
    assert!(alert.text.contains("В работе: vera"), "{}", alert.text);
    anna.end().await;
    system.finish().await;
}
