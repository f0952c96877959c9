//! `/export`: the member's own data and nobody else's.

use std::time::Duration;

use domain::moderation::{Decision, ReportReason};
use serde_json::{Value, json};

use crate::harness::{BURNOUT, Options, Person, Profile, System, Talk};
use crate::journey_tips::RECEIPT;

/// Asks for the file and downloads it.
pub(crate) async fn export(person: &Person) -> Value {
    let message = person.ask("/export", "Здесь всё, что я храню о вас").await;
    let media = message.media.unwrap();
    assert_eq!(media.kind, "document");
    assert_eq!(media.file_name.as_deref(), Some("notalone-export.json"));
    let base = person.control.bot().control().base().to_owned();
    let url = format!("{base}{}", media.file_url.unwrap());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(url).send().await.unwrap();
    answer.error_for_status().unwrap().json().await.unwrap()
}

/// Everything that would tell who somebody is.
async fn identity(person: &Person) -> Vec<String> {
    let users = person.control.bot().control().users().await.unwrap();
    let user = users
        .into_iter()
        .find(|user| user.id == person.control.id())
        .unwrap();
    let names = [Some(user.first_name), user.last_name, user.username];
    let names = names.into_iter().flatten();
    names
        .chain([user.id.to_string(), person.nickname()])
        .collect()
}

#[tokio::test]
async fn a_member_gets_everything_kept_about_them_and_nothing_of_their_peers() {
    let system = System::start(Options::default().replicas(2)).await;
    let profile = Profile::named("Анна").bio("Не сплю третью неделю");
    let anna = system.person("Анна").await;
    anna.onboard(&profile).await;
    anna.ask("/settings", "Настройки").await;
    anna.tap("Включить защиту").await;
    let boris = system.member("Борис").await;
    anna.meet(&boris).await;
    anna.tell(&boris, "это слово нигде не останется").await;
    boris.tell(&anna, "и это тоже").await;
    anna.tell(&boris, "надеюсь на это").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    anna.rate(4).await;
    boris.rate(2).await;

    let file = export(&anna).await;
    assert_eq!(file["format"], "notalone-export");
    assert_eq!(file["profile"]["nickname"], "Псевдоним Анна");
    assert_eq!(file["profile"]["bio"], "Не сплю третью неделю");
    assert_eq!(file["profile"]["topics"], json!(["burnout", "anxiety"]));
    assert_eq!(file["profile"]["time_zone"], "Europe/Moscow");
    assert_eq!(
        file["settings"],
        json!({"language": "ru", "protect_content": true})
    );
    let search = &file["searches"][0];
    assert_eq!(search["end_reason"], "matched");
    assert_eq!(search["proposals"], 1);
    let talk = &file["talks"][0];
    assert_eq!(talk["ended_by_you"], true);
    assert_eq!(talk["messages_you_sent"], 2);
    assert_eq!(talk["rating_you_gave"], 4);
    assert_eq!(file["talks"].as_array().unwrap().len(), 1);
    assert_eq!(file["blocks"], json!([]));

    let text = file.to_string();
    let words = ["нигде", "тоже", "надеюсь"].map(str::to_owned);
    for secret in identity(&boris).await.iter().chain(&words) {
        assert!(!text.contains(secret.as_str()), "«{secret}» in {text}");
    }
    for id in ids_of(&system).await {
        assert!(!text.contains(&id), "the id {id} in {text}");
    }
    // The other side of the same talk.
    let other = export(&boris).await;
    assert_eq!(other["talks"][0]["ended_by_you"], false);
    assert_eq!(other["talks"][0]["rating_you_gave"], 2);
    assert_eq!(other["talks"][0]["messages_you_sent"], 1);
    for secret in identity(&anna).await {
        assert!(
            !other.to_string().contains(&secret),
            "«{secret}» in {other}"
        );
    }
    system.finish().await;
}

/// Member, search and match ids: whoever held two exports could match them.
async fn ids_of(system: &System) -> Vec<String> {
    let query = "select distinct aggregate_id from events";
    sqlx::query_scalar(query)
        .fetch_all(&system.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn stars_and_decisions_are_told_without_who_gave_or_complained() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.is_rich().await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let invoice = anna.wants_to_give(25).await;
    anna.has_paid(&invoice).await;
    anna.expect(RECEIPT).await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, "он кричал").await;
    let moderator = system.moderator(1).await;
    moderator.decide(case_id, Decision::Warn).await;
    system.wait_events("MemberWarned", 1).await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.wait_done().await;

    let (of_anna, of_boris) = (export(&anna).await, export(&boris).await);
    let thanks = json!([{"paid_at": "2026-03-02T12:00:00Z", "stars": 25, "refunded": false}]);
    assert_eq!(of_anna["tips_given"], thanks);
    assert_eq!(of_boris["tips_given"], json!([]));
    assert_eq!(of_anna["tips_received"], json!([]));
    let credited =
        json!([{"credited_at": "2026-03-02T12:00:00Z", "share_stars": 23, "taken_back": false}]);
    assert_eq!(of_boris["tips_received"], credited);
    let warned = json!([{
        "decided_at": "2026-03-02T12:00:00Z", "decision": "warned", "rule": "harassment", "until": null,
    }]);
    let files = [&of_anna, &of_boris];
    assert_eq!(
        files.map(|file| file["decisions"] == warned),
        talk_sides(&system, &talk).await
    );
    let complained = files.map(|file| file["reports_filed"] == 1);
    assert_ne!(complained[0], complained[1], "one of them did");
    // The words of a report are in the file of who wrote them, and in no other.
    for (file, is_reporter) in files.into_iter().zip(complained) {
        assert_eq!(file.to_string().contains("он кричал"), is_reporter);
        for id in ids_of(&system).await {
            assert!(!file.to_string().contains(&id), "the id {id} in {file}");
        }
    }
    system.finish().await;
}

#[tokio::test]
async fn what_a_member_wrote_to_the_moderators_is_in_their_own_file_and_in_no_other() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.ask("/report", "Что случилось?").await;
    anna.tap_to(
        "Реклама, просьбы о деньгах, обман",
        "Хотите что-нибудь добавить?",
    )
    .await;
    anna.ask("просил перевести деньги", "Спасибо, жалоба отправлена")
        .await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    let moderator = system.moderator(1).await;
    moderator
        .decide(system.case().await, Decision::Suspend)
        .await;
    boris.expect("приостановлен").await;
    boris
        .tap_to("Обжаловать решение", "Почему решение неверно?")
        .await;
    boris
        .ask("это была шутка", "Отправил. Другой модератор посмотрит")
        .await;

    let (of_anna, of_boris) = (export(&anna).await, export(&boris).await);
    let comment = &of_anna["report_comments"][0];
    assert_eq!(comment["text"], "просил перевести деньги");
    assert_eq!(comment["reason"], "spam");
    assert_eq!(comment["filed_at"], "2026-03-02T12:00:00Z");
    assert!(comment["report_id"].is_string());
    assert_eq!(of_anna["appeals"], json!([]));
    let appeal = &of_boris["appeals"][0];
    assert_eq!(appeal["text"], "это была шутка");
    assert_eq!(appeal["filed_at"], "2026-03-02T12:00:00Z");
    assert!(appeal["id"].is_string());
    assert_eq!(of_boris["report_comments"], json!([]));
    for file in [&of_anna, &of_boris] {
        for id in ids_of(&system).await {
            assert!(!file.to_string().contains(&id), "the id {id} in {file}");
        }
    }
    system.finish().await;
}

#[tokio::test]
async fn a_comment_that_is_kept_no_more_is_in_no_file() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    system.report(talk, ReportReason::Abuse, "он кричал").await;
    let swept = sqlx::query("delete from vault.sealed_values where kind = 'comment'");
    let swept = swept.execute(&system.pool).await.unwrap();
    assert_eq!(swept.rows_affected(), 1);
    anna.end().await;
    boris.expect("Разговор завершён").await;
    for person in [&anna, &boris] {
        assert_eq!(export(person).await["report_comments"], json!([]));
    }
    system.finish().await;
}

/// Which of the two, in the order in which they registered, is the one the report is about.
async fn talk_sides(system: &System, talk: &Talk) -> [bool; 2] {
    let registered: Vec<String> = sqlx::query_scalar(
        "select aggregate_id from events where event_type = 'MemberRegistered' order by position",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap();
    let subject = talk.members[1].to_string();
    [registered[0] == subject, registered[1] == subject]
}

#[tokio::test]
async fn a_block_is_listed_by_the_pseudonym_of_that_day() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.ask("/block", "Заблокировать собеседника?").await;
    anna.tap("Да, заблокировать").await;
    boris.expect("Разговор завершён").await;
    system.wait_done().await;
    system.advance(Duration::from_hours(1)).await;
    boris.ask("/profile", "Ваш профиль").await;
    boris.tap_to("Псевдоним", "Как вас называть?").await;
    boris.ask("Совсем Другой", "Псевдоним: Совсем Другой").await;
    boris.goes_by("Совсем Другой");

    let file = export(&anna).await;
    let blocks = file["blocks"].as_array().unwrap();
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0]["nickname"], "Псевдоним Борис");
    assert_eq!(blocks[0]["since"], "2026-03-02T12:00:00Z");
    assert!(!file.to_string().contains("Совсем Другой"));
    // Who was blocked does not learn it from their own file either.
    let other = export(&boris).await;
    assert_eq!(other["blocks"], json!([]));
    assert_eq!(other["talks"][0]["ended_by_you"], false);
    assert_eq!(other.to_string().matches("block").count(), 1, "{other}");
    system.finish().await;
}

#[tokio::test]
async fn proposals_that_came_to_nothing_are_told_without_who_they_were() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    anna.accept().await;
    boris.skip().await;
    anna.expect("В этот раз не совпало").await;
    anna.ask("/cancel", "Остановил поиск").await;
    boris.ask("/cancel", "Остановил поиск").await;
    let file = export(&anna).await;
    let proposal = &file["proposals"][0];
    assert_eq!(proposal["state"], "declined");
    assert_eq!(proposal["shared_topics"], json!(["burnout", "anxiety"]));
    assert!(proposal["you_accepted_at"].is_string());
    assert_eq!(file["talks"], json!([]));
    assert!(!file.to_string().contains("Борис"));
    system.finish().await;
}

#[tokio::test]
async fn whoever_has_only_begun_gets_what_there_is_and_too_many_files_are_too_many() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.ask("/start", "Это «Ты не один»").await;
    for _ in 0..3 {
        let file = export(&anna).await;
        assert_eq!(file["profile"]["nickname"], Value::Null);
        assert_eq!(file["profile"]["topics"], json!([]));
    }
    anna.ask("/export", "Снова можно через 4 часа").await;
    system.advance(Duration::from_hours(4)).await;
    export(&anna).await;
    system.finish().await;
}

#[tokio::test]
async fn the_file_is_in_the_members_words_only() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let profile = Profile::named("Анна").topics(&[BURNOUT, "🌱 Поиск себя"]);
    anna.onboard(&profile.bio("Кавычки \" и \\ и <b>")).await;
    let file = export(&anna).await;
    assert_eq!(file["profile"]["bio"], "Кавычки \" и \\ и <b>");
    assert_eq!(file["profile"]["topics"], json!(["burnout", "identity"]));
    system.finish().await;
}
