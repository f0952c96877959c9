//! Reports from the bot: in the talk, from its buttons, and for a day afterwards. The peer notices nothing.

use std::time::Duration;

use crate::harness::System;

const REPORT: &str = "Пожаловаться";
const ABUSE: &str = "Оскорбления, давление, домогательства";
const CRISIS: &str = "Может навредить себе";
const WITHOUT: &str = "Отправить без комментария";
const FILED: &str = "Спасибо, жалоба отправлена";

#[tokio::test]
async fn a_report_from_the_card_stops_the_relay_while_its_comment_is_asked_for() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    boris.tell(&anna, "обидные слова").await;
    let before = system.screen(&boris).await;
    anna.tap_to(REPORT, "Что случилось?").await;
    anna.tap_to(ABUSE, "Хотите что-нибудь добавить?").await;
    anna.ask(&"я".repeat(501), "Нужен текст до 500 символов")
        .await;
    anna.ask("он меня оскорблял", FILED).await;
    assert_eq!(
        system.screen(&boris).await,
        before,
        "the peer learns nothing"
    );
    assert_eq!(system.events("ReportFiled").await, 1);
    // The talk goes on until somebody ends it.
    anna.tell(&boris, "давай закончим на этом").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn a_talk_is_reported_once_by_each_and_one_a_minute() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.ask("/report", "Что случилось?").await;
    anna.tap_to("Другое", "Хотите что-нибудь добавить?").await;
    anna.tap_to(WITHOUT, FILED).await;
    anna.ask("/report", "Вы уже пожаловались на этот разговор")
        .await;
    boris.ask("/report", "Что случилось?").await;
    boris.tap_to("Другое", "Хотите что-нибудь добавить?").await;
    boris.tap_to(WITHOUT, FILED).await;
    assert_eq!(system.events("ReportFiled").await, 2);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_talk_can_be_reported_for_a_day_after_its_end() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    boris.end().await;
    anna.expect("Разговор завершён").await;
    system.advance(Duration::from_hours(23)).await;
    anna.tap_to(REPORT, "Что случилось?").await;
    system.advance(Duration::from_hours(1)).await;
    let late = anna.tap("Другое").await;
    assert!(late.text.is_some_and(|text| text.contains("больше суток")));
    anna.ask("/report", "Такого разговора нет").await;
    assert_eq!(system.events("ReportFiled").await, 0);
    system.finish().await;
}

#[tokio::test]
async fn who_thinks_better_of_it_reports_nobody() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tap_to(REPORT, "Что случилось?").await;
    anna.tap_to(ABUSE, "Хотите что-нибудь добавить?").await;
    anna.ask("/cancel", "жалобу не отправил").await;
    anna.tell(&boris, "я всё ещё здесь").await;
    let stale = anna.tap(WITHOUT).await;
    assert!(
        stale
            .text
            .is_some_and(|text| text.contains("уже не действует"))
    );
    assert_eq!(system.events("ReportFiled").await, 0);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_call_for_help_tells_the_reporter_what_to_say_and_the_other_whom_to_call() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tap_to(REPORT, "Что случилось?").await;
    anna.tap(CRISIS).await;
    let help = anna.expect("Спасибо, что не прошли мимо").await;
    assert!(help.text.contains("звоните 112"), "{}", help.text);
    anna.tap_to(WITHOUT, FILED).await;
    let card = boris.expect("Эту карточку видите только вы").await;
    assert!(card.text.contains("+7 495 989-50-50"), "{}", card.text);
    assert!(!card.text.contains("жалоб"), "{}", card.text);
    boris.tell(&anna, "спасибо, что спросила").await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn an_unanswered_comment_question_gets_asked_again_and_never_guesses() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tap_to(REPORT, "Что случилось?").await;
    anna.tap_to(ABUSE, "Хотите что-нибудь добавить?").await;
    system.advance(Duration::from_mins(10)).await;
    anna.ask("а это кому?", "Вопрос успел устареть").await;
    anna.tap_to(WITHOUT, FILED).await;
    system.wait_done().await;
    assert_eq!(boris.count_of("а это кому?").await, 0);
    anna.end().await;
    system.finish().await;
}
