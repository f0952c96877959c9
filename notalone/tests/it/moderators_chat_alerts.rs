//! What else the moderators' chat hears, and what happens without one.

use std::time::Duration;

use domain::moderation::ReportReason;
use telegram_simulator::client::NewUser;

use crate::harness::{OPEN, Options, System, TAKE};

const DAY: Duration = Duration::from_hours(24);
const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_hold_that_lapsed_is_told_with_the_case_that_still_waits() {
    let system = System::start(Options::default().staff_chat()).await;
    let vera = system.person("Вера").await;
    let chat = system.staff_chat(&[&vera]).await;
    let colleague = system.colleague("vera", "moderator").await;
    system.linked(&colleague, &vera).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    system
        .report(talk, ReportReason::Minor, "ей пятнадцать")
        .await;
    chat.expect("Причина: Моложе 18 лет").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.advance(DAY).await;
    let lapsed = chat.expect("Прошли сутки, а решения по жалобам нет").await;
    assert_eq!(lapsed.labels(), [TAKE, OPEN]);
    let subject = talk.members[1].to_string();
    assert!(lapsed.text.contains(&subject[subject.len() - 6..]));
    assert!(!lapsed.text.contains(&boris.nickname()), "{}", lapsed.text);
    assert_eq!(chat.tap(&vera, TAKE).await, "Дело у вас.");
    // Both messages say so now.
    chat.expect_count("В работе: vera", 2).await;
    system.finish().await;
}

#[tokio::test]
async fn the_head_of_the_log_is_published_daily_and_stale_contacts_weekly() {
    let system = System::start(Options::default().staff_chat()).await;
    let vera = system.person("Вера").await;
    let chat = system.staff_chat(&[&vera]).await;
    vera.ask("/help", "Что я умею").await;
    system.wait_done().await;
    // What was to be told before the group was there comes again.
    system.advance(MINUTE).await;
    chat.expect("Пора проверить телефоны помощи").await;
    system.advance(DAY).await;
    vera.ask("/help", "Что я умею").await;
    let published = chat.expect("Голова журнала событий").await.text;
    let (head, signature): (String, String) = sqlx::query_as(
        "select position || ':' || encode(hash, 'hex'), encode(signature, 'hex') from audit_heads
         where position::text || ':' || encode(hash, 'hex') = any($1)",
    )
    .bind(
        published
            .lines()
            .map(str::to_owned)
            .collect::<Vec<String>>(),
    )
    .fetch_one(&system.pool)
    .await
    .unwrap();
    assert!(published.contains(&head) && published.contains(&signature));
    assert_eq!(chat.count_of("Пора проверить телефоны помощи").await, 1);
    system.advance(7 * DAY).await;
    chat.expect_count("Пора проверить телефоны помощи", 2).await;
    system.finish().await;
}

#[tokio::test]
async fn the_private_chat_of_one_person_can_be_the_moderators_chat() {
    const ALONE: i64 = 990_001;
    let system = System::start(Options::default().variable("MOD_CHAT_ID", ALONE)).await;
    let user = NewUser {
        id: Some(ALONE),
        first_name: Some("Дежурная".to_owned()),
        ..NewUser::default()
    };
    let vera = system.person_like(&user).await;
    let colleague = system.colleague("vera", "moderator").await;
    system.linked(&colleague, &vera).await;
    let (anna, _boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    system.report(talk, ReportReason::Danger, "угрожает").await;
    vera.expect_button(TAKE).await;
    let taken = vera.tap(TAKE).await;
    assert_eq!(taken.text.as_deref(), Some("Дело у вас."));
    vera.expect("В работе: vera").await;
    assert_eq!(system.events("CaseAssigned").await, 1);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn without_a_chat_the_log_and_the_metrics_tell() {
    let system = System::start_default().await;
    let (anna, _boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Danger, "угрожает").await;
    system.wait_done().await;
    let waiting: i64 =
        sqlx::query_scalar("select count(*) from staff_alerts where sent_at is null")
            .fetch_one(&system.pool)
            .await
            .unwrap();
    assert_eq!(waiting, 0);
    let (_, metrics) = system.get(0, "/metrics").await;
    let counted = metrics.lines().find(|line| {
        line.starts_with("notalone_staff_alerts_total")
            && line.contains("kind=\"urgent_report\"")
            && line.contains("outcome=\"no_chat\"")
    });
    assert!(
        counted.is_some_and(|line| line.ends_with(" 1")),
        "{counted:?}"
    );
    let logged = system.logs();
    let line = logged
        .lines()
        .find(|line| line.contains("the moderators' chat was not told") && line.contains("urgent"));
    assert!(line.is_some_and(|line| line.contains(&case_id.to_string())));
    anna.end().await;
    system.finish().await;
}
