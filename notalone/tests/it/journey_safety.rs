//! From a report to its decision: holds, sanctions, conflicts, deadlines.

use std::time::Duration;

use domain::moderation::{CaseError, Decision, MuteDays};
use serde_json::{Value, json};

use crate::harness::{END, FrontEnd, Person, System};

const DAY: Duration = Duration::from_hours(24);

/// Two people in a talk, and the first one's other front end with the id of the talk.
async fn talk(system: &System) -> (Person, Person, Value) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let match_id = system.front_end(&anna).wait_match(0, "active").await;
    (anna, boris, match_id)
}

async fn report(front_end: &FrontEnd<'_>, match_id: &Value, reason: &str) -> Value {
    let body = json!({"match_id": match_id, "reason": reason, "comment": "он пугает меня"});
    let filed = front_end.ask(0, "/reports", &body).await;
    filed.expect(201)["report_id"].clone()
}

#[tokio::test]
async fn a_report_of_danger_holds_searching_until_a_moderator_looked() {
    let system = System::start_default().await;
    let (anna, boris, match_id) = talk(&system).await;
    report(&system.front_end(&anna), &match_id, "danger").await;
    system.wait_events("SearchHeld", 1).await;
    // The talk goes on: its sudden end would tell who reported.
    anna.tell(&boris, "мы ещё разговариваем").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    boris.ask("/find", "Поиск для вас пока приостановлен").await;
    let refused = system
        .front_end(&boris)
        .ask(0, "/match/find", &json!({}))
        .await;
    assert_eq!(refused.problem(), (409, "suspended"));

    let moderator = system.moderator(1).await;
    moderator
        .decide(system.case().await, Decision::Dismiss)
        .await;
    anna.expect("Нарушения правил он не увидел").await;
    system.wait_events("SearchHoldLifted", 1).await;
    boris.find().await;
    boris.ask("/cancel", "Остановил поиск").await;
    // What the reporter wrote is nowhere but sealed.
    let told: Option<String> =
        sqlx::query_scalar("select payload::text from events where payload::text like '%пугает%'")
            .fetch_optional(&system.pool)
            .await
            .unwrap();
    assert_eq!(told, None);
    system.finish().await;
}

#[tokio::test]
async fn after_a_report_nobody_is_asked_for_a_rating() {
    let system = System::start_default().await;
    let (anna, boris, match_id) = talk(&system).await;
    report(&system.front_end(&anna), &match_id, "abuse").await;
    anna.end().await;
    let over = boris.expect("Разговор завершён").await;
    assert!(
        !over.text.contains("Оцените разговор"),
        "asked for a rating"
    );
    boris.expect_no_button(END).await;
    for person in [&anna, &boris] {
        assert!(!person.chat().await.has_button("5"));
    }
    system.finish().await;
}

#[tokio::test]
async fn a_ban_closes_the_talk_at_once_and_says_which_rule() {
    let system = System::start_default().await;
    let (anna, boris, match_id) = talk(&system).await;
    report(&system.front_end(&anna), &match_id, "abuse").await;
    let moderator = system.moderator(1).await;
    moderator.decide(system.case().await, Decision::Ban).await;
    anna.expect("Разговор завершён").await;
    anna.expect("принял меры").await;
    let told = boris.expect("закрыт насовсем").await;
    let text = told.text;
    assert!(text.contains("уважать собеседника"), "{text}");
    assert!(text.contains("обжаловать"), "{text}");
    boris.ask("/find", "Разговоры здесь для вас закрыты").await;
    let refused = system
        .front_end(&boris)
        .ask(0, "/match/find", &json!({}))
        .await;
    assert_eq!(refused.problem(), (409, "suspended"));
    system.finish().await;
}

#[tokio::test]
async fn a_ban_closes_a_proposal_and_the_other_goes_on_searching() {
    let system = System::start_default().await;
    let (anna, boris, match_id) = talk(&system).await;
    report(&system.front_end(&anna), &match_id, "abuse").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    let vera = system.member("Вера").await;
    vera.find().await;
    boris.find().await;
    vera.expect_button(crate::harness::ACCEPT).await;
    let moderator = system.moderator(1).await;
    moderator
        .decide(system.case().await, Decision::Suspend)
        .await;
    vera.expect("Ищу дальше").await;
    boris.expect("приостановлен").await;
    system.wait_done().await;
    system.others_are_matched().await;
    vera.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn of_two_moderators_who_decide_at_once_one_sees_a_conflict() {
    let system = System::start_default().await;
    let (anna, _boris, match_id) = talk(&system).await;
    report(&system.front_end(&anna), &match_id, "abuse").await;
    let (one, other) = (system.moderator(1).await, system.moderator(2).await);
    let case_id = system.case().await;
    let seen = one.look(case_id).await.version;
    let (first, second) = tokio::join!(
        one.decide_seen(case_id, Decision::Warn, seen),
        other.decide_seen(case_id, Decision::Ban, seen),
    );
    let is_conflict = |outcome: &Result<(), CaseError>| {
        matches!(
            outcome,
            Err(CaseError::AlreadyDecided(_) | CaseError::Changed { .. })
        )
    };
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert!(
        is_conflict(&first) || is_conflict(&second),
        "{first:?} {second:?}"
    );
    assert_eq!(system.events("DecisionMade").await, 1);
    system.wait_events("CaseClosed", 1).await;
    if first.is_ok() {
        system.wait_events("MemberWarned", 1).await;
        anna.end().await;
    } else {
        anna.expect("Разговор завершён").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn a_hold_that_nobody_looked_at_lapses_after_a_day_and_alerts() {
    let system = System::start_default().await;
    let (anna, boris, match_id) = talk(&system).await;
    report(&system.front_end(&anna), &match_id, "minor").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    boris.ask("/find", "Поиск для вас пока приостановлен").await;
    system.advance(DAY).await;
    system.wait_events("SearchHoldLifted", 1).await;
    system.wait_done().await;
    let alerts: Vec<String> =
        sqlx::query_scalar("select alert::text from staff_alerts where alert ?| array['urgent_report', 'hold_lapsed'] order by id")
            .fetch_all(&system.pool)
            .await
            .unwrap();
    assert_eq!(alerts.len(), 2, "{alerts:?}");
    assert!(alerts[0].contains("urgent_report") && alerts[0].contains("minor"));
    assert!(alerts[1].contains("hold_lapsed"));
    boris.find().await;
    boris.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn a_mute_ends_by_itself_and_its_strike_later() {
    let system = System::start_default().await;
    let (anna, boris, match_id) = talk(&system).await;
    report(&system.front_end(&anna), &match_id, "spam").await;
    let mute = Decision::Mute {
        days: MuteDays::try_from(1).unwrap(),
    };
    let moderator = system.moderator(1).await;
    moderator.decide(system.case().await, mute).await;
    boris.expect("закрыт до").await;
    boris.ask("/find", "Поиск для вас закрыт до").await;
    system.advance(DAY).await;
    boris.expect("Срок вышел").await;
    boris.find().await;
    boris.ask("/cancel", "Остановил поиск").await;
    system.advance(DAY * 89).await;
    system.wait_events("StrikeExpired", 1).await;
    system.finish().await;
}

#[tokio::test]
async fn reports_are_limited_and_refused_with_their_codes() {
    let system = System::start_default().await;
    let (anna, boris, match_id) = talk(&system).await;
    let front_end = system.front_end(&anna);
    let file = async |front_end: &FrontEnd<'_>, body: Value| {
        let answer = front_end.ask(0, "/reports", &body).await;
        let (status, code) = answer.problem();
        (status, code.to_owned())
    };
    let abuse = json!({"match_id": match_id, "reason": "abuse"});
    let refused = |status, code: &str| (status, code.to_owned());
    let stranger = system.person("Вера").await;
    assert_eq!(
        file(&system.front_end(&stranger), abuse.clone()).await,
        refused(404, "unknown_match")
    );
    let long = json!({"match_id": match_id, "reason": "abuse", "comment": "ё".repeat(501)});
    assert_eq!(
        file(&front_end, long).await,
        refused(422, "comment_invalid")
    );
    let unknown = json!({"match_id": match_id, "reason": "boredom"});
    assert_eq!(
        file(&front_end, unknown).await,
        refused(422, "invalid_body")
    );

    front_end.ask(0, "/reports", &abuse).await.expect(201);
    assert_eq!(
        file(&front_end, abuse.clone()).await,
        refused(409, "already_reported")
    );
    // Both may report the other; each once a minute.
    system
        .front_end(&boris)
        .ask(0, "/reports", &abuse)
        .await
        .expect(201);
    let moderator = system.moderator(1).await;
    let about_anna = system.case().await;
    moderator.decide(about_anna, Decision::Dismiss).await;
    boris.expect("Нарушения правил он не увидел").await;
    let too_often = system.front_end(&boris).ask(0, "/reports", &abuse).await;
    assert_eq!(too_often.problem(), (429, "too_many_requests"));
    assert!(too_often.header("retry-after").is_some());

    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.advance(DAY).await;
    assert_eq!(
        file(&system.front_end(&boris), abuse).await,
        refused(409, "report_too_late")
    );
    system.finish().await;
}

#[tokio::test]
async fn a_block_by_http_ends_the_talk_and_keeps_the_pair_apart() {
    let system = System::start_default().await;
    let (anna, boris, match_id) = talk(&system).await;
    let front_end = system.front_end(&anna);
    let block = json!({"match_id": match_id});
    for _ in 0..2 {
        let blocked = front_end.ask(0, "/reports/block", &block).await;
        assert_eq!(blocked.expect(200), &json!({"status": "blocked"}));
    }
    boris.expect("Разговор завершён").await;
    anna.expect("Вы завершили разговор").await;
    assert_eq!(system.events("UserBlocked").await, 1);
    let vera = system.person("Вера").await;
    let refused = system
        .front_end(&vera)
        .ask(0, "/reports/block", &block)
        .await;
    assert_eq!(refused.problem(), (404, "unknown_match"));
    system.finish().await;
}
