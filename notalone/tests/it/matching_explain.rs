//! `notalone match explain A B`: what an operator is told of two who do not meet, or could.

use std::time::Duration;

use domain::moderation::{Decision, ReportReason};
use serde_json::Value;
use telegram_simulator::client::NewUser;

use crate::harness::{
    ACCEPT, ANXIETY, BLOCK, BURNOUT, LOSS, Options, Person, Profile, RELOCATION, System,
};

const MINUTE: Duration = Duration::from_mins(1);

/// The members in the order in which they came.
async fn members(system: &System) -> Vec<String> {
    system.wait_done().await;
    let query = "select member::text from member_cards_v1 order by registered_at, member";
    sqlx::query_scalar(query)
        .fetch_all(&system.pool)
        .await
        .unwrap()
}

/// What is said of the first two members at a moment, for machines.
async fn explained(system: &System, at: &str) -> Value {
    let members = members(system).await;
    let arguments = [
        "match",
        "explain",
        &members[0],
        &members[1],
        "--json",
        "--at",
        at,
    ];
    let text = system.run(arguments).await.succeeded();
    let line = text.lines().find(|line| line.starts_with('{'));
    serde_json::from_str(line.unwrap()).unwrap()
}

fn rules(explained: &Value) -> Vec<&str> {
    let reasons = explained["reasons"].as_array().unwrap().iter();
    reasons
        .map(|reason| reason["rule"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn every_rule_that_keeps_two_apart_is_named() {
    let system = System::start_default().await;
    let (anna, boris) = (system.person("Анна").await, system.person("Борис").await);
    anna.onboard(
        &Profile::named("Анна")
            .topics(&[BURNOUT, ANXIETY])
            .sensitivity("Бережно")
            .windows(&["Утро, 6–12"]),
    )
    .await;
    system.advance(MINUTE).await;
    boris
        .onboard(
            &Profile::named("Борис")
                .topics(&[BURNOUT, LOSS])
                .sensitivity("Открыто")
                .windows(&["Вечер, 18–24"]),
        )
        .await;
    anna.find().await;
    let told = explained(&system, "2026-03-02T12:01:00Z").await;
    assert_eq!(told["proposable"], false);
    assert_eq!(
        rules(&told),
        ["not_searching", "shared_topics", "sensitivity", "free_time"]
    );
    let topics = told["reasons"][1]["what"].as_str().unwrap();
    assert!(topics.contains("1 shared topics, 2 needed"), "{topics}");
    assert!(
        topics.contains("has to wait until 2026-03-02T12:06:00"),
        "{topics}"
    );
    assert!(topics.contains("does not wait"), "{topics}");
    assert_eq!(told.get("score"), None);

    let members = members(&system).await;
    let lines = system
        .run(["match", "explain", &members[0], &members[1]])
        .await;
    let lines = lines.succeeded();
    assert!(lines.contains("kept apart:"), "{lines}");
    assert!(
        lines.contains("sensitivity: one asks for gentleness"),
        "{lines}"
    );
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn a_proposal_a_talk_and_what_follows_are_named_with_their_end() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    system.advance(MINUTE).await;
    let boris = system.member("Борис").await;
    anna.find().await;
    boris.find().await;
    anna.expect_button(ACCEPT).await;
    boris.expect_button(ACCEPT).await;
    let told = explained(&system, "2026-03-02T12:01:00Z").await;
    assert_eq!(rules(&told), ["in_proposal", "in_proposal"]);
    assert_eq!(told["reasons"][0]["until"], "2026-03-02T12:06:00Z");

    anna.accept().await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    let told = explained(&system, "2026-03-02T12:01:00Z").await;
    assert_eq!(
        rules(&told),
        ["not_searching", "in_talk", "not_searching", "in_talk"]
    );

    anna.end().await;
    boris.expect("Разговор завершён").await;
    boris.rate(5).await;
    anna.find().await;
    boris.find().await;
    let told = explained(&system, "2026-03-02T12:01:00Z").await;
    assert_eq!(rules(&told), ["cooldown"]);
    assert_eq!(told["reasons"][0]["until"], "2026-03-09T12:01:00Z");

    // A week later nothing keeps them apart: 2 shared topics of 5, clocks alike, one of them rated with 5.
    let told = explained(&system, "2026-03-09T12:01:00Z").await;
    assert_eq!(told["proposable"], true, "{told}");
    assert_eq!(
        told["shared_topics"],
        serde_json::json!(["burnout", "anxiety"])
    );
    assert_eq!(told["soft_rule"], false);
    assert_eq!(told["score"]["topics_permille"], 400);
    assert_eq!(told["score"]["time_permille"], 1000);
    assert_eq!(told["score"]["helpfulness_permille"], 750);
    assert_eq!(told["score"]["total_permille"], 590);
    assert_eq!(told["weights"]["topics"], 0.6);
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn who_has_no_profile_or_cannot_be_reached_is_named() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    system.advance(MINUTE).await;
    let boris = system.person_like(&NewUser::default()).await;
    boris.ask("/start", "Это «Ты не один»").await;
    let told = explained(&system, "2026-03-02T12:01:00Z").await;
    assert_eq!(
        rules(&told),
        [
            "not_searching",
            "rules_not_accepted",
            "profile_incomplete",
            "not_searching"
        ]
    );

    boris
        .onboard(&Profile::named("Борис").topics(&[LOSS, RELOCATION]))
        .await;
    boris.control.block_bot().await.unwrap();
    let told = explained(&system, "2026-03-02T12:01:00Z").await;
    assert_eq!(
        rules(&told),
        [
            "not_searching",
            "unreachable",
            "not_searching",
            "shared_topics"
        ]
    );
    let topics = told["reasons"][3]["what"].as_str().unwrap();
    assert_eq!(topics, "0 shared topics, 2 needed");
    let strangers = system.run(["match", "explain", "nobody", "nobody"]).await;
    assert_eq!(strangers.exit_code, Some(1), "{}", strangers.text);
    anna.look().await;
    system.finish().await;
}

/// The answers of two who stated no free time, and the arm of the soft rule.
#[tokio::test]
async fn clocks_too_far_apart_and_the_arm_without_the_soft_rule_are_named() {
    let options = Options::default().variable("NOTALONE_SOFT_SHARE", 0);
    let system = System::start(options).await;
    let anna = Profile::named("Анна").topics(&[BURNOUT, ANXIETY]);
    let boris = Profile::named("Борис").topics(&[BURNOUT, LOSS]);
    let anna = searching(&system, &anna.city("Калининград")).await;
    system.advance(MINUTE).await;
    let boris = searching(&system, &boris.city("Владивосток")).await;
    let told = explained(&system, "2026-03-02T14:00:00Z").await;
    assert_eq!(rules(&told), ["shared_topics", "clocks_apart"]);
    let topics = told["reasons"][0]["what"].as_str().unwrap();
    assert_eq!(topics.matches("is in the arm without it").count(), 2);
    let clocks = told["reasons"][1]["what"].as_str().unwrap();
    assert!(clocks.contains("8 h apart"), "{clocks}");
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

async fn searching(system: &System, profile: &Profile) -> Person {
    let person = system.person(&profile.nickname).await;
    person.onboard(profile).await;
    person.find().await;
    person
}

#[tokio::test]
async fn who_is_under_18_is_named() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    system.advance(MINUTE).await;
    let boris = system.person("Борис").await;
    boris.ask("/start", "Это «Ты не один»").await;
    boris.tap_to("Дальше", "Как мы здесь разговариваем").await;
    boris
        .tap_to("Дальше", "Если помощь нужна прямо сейчас")
        .await;
    boris.tap("Мне нет 18").await;
    anna.find().await;
    let told = explained(&system, "2026-03-02T12:01:00Z").await;
    assert_eq!(
        rules(&told),
        ["minor", "profile_incomplete", "not_searching"]
    );
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn a_block_is_named_with_who_blocked_and_no_end() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    system.advance(MINUTE).await;
    let boris = system.member("Борис").await;
    anna.meet(&boris).await;
    anna.tap_to(BLOCK, "Заблокировать собеседника?").await;
    anna.tap("Да, заблокировать").await;
    boris.expect("Разговор завершён").await;
    anna.find().await;
    boris.find().await;
    let told = explained(&system, "2026-03-02T12:01:00Z").await;
    assert!(rules(&told).contains(&"block"), "{told}");
    let reasons = told["reasons"].as_array().unwrap();
    let block = reasons.iter().find(|reason| reason["rule"] == "block");
    let what = block.unwrap()["what"].as_str().unwrap();
    let blocker = &members(&system).await[0];
    assert_eq!(what, format!("{blocker} blocked the other: for good"));
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn an_open_report_a_hold_a_sanction_and_an_erasure_are_named() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Danger, "угрожал").await;
    system.wait_events("SearchHeld", 1).await;
    let named = async |rule: &str| {
        let told = explained(&system, "2026-03-02T12:01:00Z").await;
        rules(&told).contains(&rule)
    };
    assert!(named("open_report").await && named("held").await && named("cooldown").await);

    let moderator = system.moderator(1).await;
    moderator.decide(case_id, Decision::Suspend).await;
    system.wait_events("MemberSuspended", 1).await;
    system.wait_done().await;
    assert!(named("sanction").await && !named("open_report").await);
    anna.deletes_everything().await;
    system.wait_done().await;
    assert!(named("erased").await);
    system.finish().await;
}
