//! What members hear of decisions, and what an appeal changes.

use std::time::Duration;

use domain::moderation::{AppealOutcome, CaseCommand, CaseError, Decision};

use crate::harness::{Person, System};

const DAY: Duration = Duration::from_hours(24);
const APPEAL: &str = "Обжаловать решение";
const QUESTION: &str = "Почему решение неверно?";
const SPAM: &str = "Реклама, просьбы о деньгах, обман";
const FILED: &str = "Отправил. Другой модератор посмотрит";
const SOS_CARD: &str = "Эту карточку видите только вы";
const ONLY_LEFT: &str = "Разговоры здесь для вас закрыты";

/// The first reports the second from the bot; their talk is over.
async fn reported(system: &System) -> (Person, Person) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    report(&anna).await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    (anna, boris)
}

async fn report(person: &Person) {
    person.ask("/report", "Что случилось?").await;
    person.tap_to(SPAM, "Хотите что-нибудь добавить?").await;
    person
        .tap_to("Отправить без комментария", "Спасибо, жалоба отправлена")
        .await;
}

async fn judge(system: &System, number: u128, outcome: AppealOutcome) -> Result<(), CaseError> {
    let judge = system.moderator(number).await;
    let case_id = system.case().await;
    let command = CaseCommand::DecideAppeal {
        by: judge.actor,
        outcome,
        note: None,
        expected_version: judge.look(case_id).await.version,
        at: system.clock.now(),
    };
    judge.act(case_id, command).await
}

#[tokio::test]
async fn a_warning_is_told_with_its_rule_and_takes_nothing_away() {
    let system = System::start_default().await;
    let (anna, boris) = reported(&system).await;
    let moderator = system.moderator(1).await;
    moderator.decide(system.case().await, Decision::Warn).await;
    let told = boris.expect("Предупреждение от модератора").await;
    assert!(
        told.text.contains("Правило: уважать собеседника"),
        "{}",
        told.text
    );
    assert!(
        told.text.contains("Решение принял человек"),
        "{}",
        told.text
    );
    assert_eq!(told.labels(), [APPEAL]);
    anna.expect("Модератор посмотрел вашу жалобу и принял меры")
        .await;
    boris.find().await;
    boris.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn an_appeal_is_filed_once_and_judged_by_another_who_may_take_the_decision_back() {
    let system = System::start_default().await;
    let (_anna, boris) = reported(&system).await;
    let moderator = system.moderator(1).await;
    moderator
        .decide(system.case().await, Decision::Suspend)
        .await;
    boris.expect("приостановлен").await;
    boris.tap_to(APPEAL, QUESTION).await;
    boris
        .ask(&"я".repeat(1001), "Нужен текст до 1000 символов")
        .await;
    boris.ask("это была шутка для друга", FILED).await;
    let again = boris.tap(APPEAL).await;
    assert_eq!(
        again.text.as_deref(),
        Some("Это решение вы уже обжаловали.")
    );
    assert_eq!(
        judge(&system, 1, AppealOutcome::Overturned).await,
        Err(CaseError::OwnDecision)
    );
    judge(&system, 2, AppealOutcome::Overturned).await.unwrap();
    boris.expect("и отменил его").await;
    boris.find().await;
    boris.ask("/cancel", "Остановил поиск").await;
    let told: Option<String> =
        sqlx::query_scalar("select payload::text from events where payload::text like '%шутка%'")
            .fetch_optional(&system.pool)
            .await
            .unwrap();
    assert_eq!(told, None, "what was written is nowhere but sealed");
    system.finish().await;
}

#[tokio::test]
async fn an_appeal_in_words_of_crisis_is_filed_and_its_writer_shown_whom_to_call() {
    let system = System::start_default().await;
    let (anna, boris) = reported(&system).await;
    let moderator = system.moderator(1).await;
    moderator.decide(system.case().await, Decision::Ban).await;
    boris.expect("закрыт насовсем").await;
    boris.tap_to(APPEAL, QUESTION).await;
    boris
        .ask("мне больше не с кем говорить, хочу умереть", FILED)
        .await;
    boris.expect(SOS_CARD).await;
    let texts = boris.chat().await;
    let mut texts = texts.bot_messages().map(|message| &*message.text).rev();
    let newest = [texts.next().unwrap(), texts.next().unwrap()];
    assert!(
        newest[0].contains(SOS_CARD) && newest[1].contains(FILED),
        "{newest:?}"
    );
    assert_eq!(anna.count_of(SOS_CARD).await, 0);
    judge(&system, 2, AppealOutcome::Overturned).await.unwrap();
    boris.expect("и отменил его").await;
    system.finish().await;
}

#[tokio::test]
async fn who_is_banned_keeps_help_their_data_and_the_appeal_and_nothing_else() {
    let system = System::start_default().await;
    let (_anna, boris) = reported(&system).await;
    boris.ask("/profile", "Ваш профиль").await;
    boris.ask("/settings", "Настройки").await;
    let moderator = system.moderator(1).await;
    moderator.decide(system.case().await, Decision::Ban).await;
    boris.expect("закрыт насовсем").await;
    for command in [
        "/start", "/find", "/next", "/end", "/profile", "/tips", "/block", "/blocks", "/report",
    ] {
        boris.ask(command, ONLY_LEFT).await;
    }
    boris.ask("здравствуйте", ONLY_LEFT).await;
    let edit = boris.chat().await;
    let edit = edit
        .bot_messages()
        .rev()
        .flat_map(|message| message.keyboard.iter().flatten())
        .find_map(|button| {
            button
                .data
                .clone()
                .filter(|data| data.contains("profile.edit"))
        })
        .unwrap();
    let refused = boris.control.press_data(&edit).await.unwrap();
    assert!(refused.text.is_some_and(|text| text.contains(ONLY_LEFT)));
    boris.ask("/sos", "112").await;
    boris.look().await;
    boris.control.send_text("/export").await.unwrap();
    boris
        .control
        .wait_for("a file", |chat| chat.bot_media("document").next().is_some())
        .await
        .unwrap();
    boris.tap_to(APPEAL, QUESTION).await;
    boris.ask("я никому не мешал", FILED).await;
    judge(&system, 2, AppealOutcome::Upheld).await.unwrap();
    boris.expect("Решение остаётся в силе").await;
    boris.ask("/find", ONLY_LEFT).await;
    system.finish().await;
}

#[tokio::test]
async fn after_twenty_days_there_is_no_appeal() {
    let system = System::start_default().await;
    let (_anna, boris) = reported(&system).await;
    let moderator = system.moderator(1).await;
    moderator.decide(system.case().await, Decision::Warn).await;
    boris.expect("Предупреждение от модератора").await;
    system.advance(20 * DAY).await;
    let late = boris.tap(APPEAL).await;
    assert_eq!(
        late.text.as_deref(),
        Some("Двадцать дней на обжалование прошли.")
    );
    assert_eq!(system.events("AppealFiled").await, 0);
    system.finish().await;
}

#[tokio::test]
async fn a_second_report_within_a_minute_is_refused_and_a_later_one_is_not() {
    let system = System::start_default().await;
    let (anna, _boris) = reported(&system).await;
    let vera = system.member("Вера").await;
    anna.meet(&vera).await;
    anna.ask("/report", "Что случилось?").await;
    anna.tap_to(SPAM, "Хотите что-нибудь добавить?").await;
    anna.tap_to(
        "Отправить без комментария",
        "Жалобу можно отправлять раз в минуту",
    )
    .await;
    assert_eq!(system.events("ReportFiled").await, 1);
    system.advance(Duration::from_mins(1)).await;
    report(&anna).await;
    assert_eq!(system.events("ReportFiled").await, 2);
    anna.end().await;
    system.finish().await;
}
