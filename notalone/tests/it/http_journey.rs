//! The main journey by signed calls alone, with a peer in Telegram.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{ACCEPT, END, Options, Person, Profile, Redis, System};
use crate::privacy_stores::everything_stored;

fn profile(nickname: &str) -> Value {
    json!({
        "nickname": nickname,
        "time_zone": "Europe/Moscow",
        "topics": ["burnout", "anxiety"],
        "bio": "слушаю молча",
        "purpose": "support",
        "free_time": [],
    })
}

/// From nobody to a complete profile; only the rules are accepted in Telegram.
async fn joins(system: &System, anna: &Person) {
    let front_end = system.front_end(anna);
    // Somebody nobody has heard of is a member with nothing answered, the same one in Telegram afterwards.
    let me = front_end.me(0).await;
    assert_eq!(me["missing"], "rules");
    assert_eq!(me["profile"]["nickname"], Value::Null);
    let refused = front_end.put_profile(1, &profile("Тихая гавань")).await;
    assert_eq!(refused.problem(), (409, "rules_not_accepted"));
    let refused = front_end.ask(0, "/match/find", &json!({})).await;
    assert_eq!(refused.problem(), (409, "profile_incomplete"));
    anna.accept_rules().await;
    assert_eq!(front_end.me(1).await["missing"], "nickname");
    assert_eq!(system.events("MemberRegistered").await, 2);

    anna.goes_by("Тихая гавань");
    let saved = front_end.put_profile(0, &profile("Тихая гавань")).await;
    assert_eq!(saved.expect(200), &json!({"status": "complete"}));
    let me = front_end.me(1).await;
    assert_eq!(me["complete"], true);
    assert_eq!(me["profile"]["nickname"], "Тихая гавань");
    assert_eq!(me["profile"]["bio"], "слушаю молча");
    assert_eq!(me["profile"]["topics"], json!(["burnout", "anxiety"]));
    assert_eq!(me["profile"]["sensitivity"], Value::Null);
}

#[tokio::test]
async fn a_member_searches_meets_talks_and_leaves_by_http_alone() {
    let system = System::start(Options::default().replicas(2).redis(Redis::Running)).await;
    let (anna, boris) = (
        system.person("Аннабелла").await,
        system.member("Борис").await,
    );
    let front_end = system.front_end(&anna);

    joins(&system, &anna).await;
    let queued = front_end.ask(0, "/match/find", &json!({})).await;
    assert_eq!(queued.expect(202)["status"], "queued");
    assert_eq!(front_end.me(1).await["search_id"], queued.body["search_id"]);
    let again = front_end.ask(1, "/match/find", &json!({})).await;
    assert_eq!(again.problem(), (409, "already_searching"));

    boris.find().await;
    let match_id = front_end.wait_match(0, "proposed").await;
    let accept = json!({"match_id": match_id, "action": "accept"});
    let answered = front_end.ask(1, "/match/confirm", &accept).await;
    assert_eq!(answered.expect(200), &json!({"status": "waiting"}));
    assert_eq!(front_end.wait_match(0, "waiting").await, match_id);
    boris.expect_button(ACCEPT).await;
    boris.tap(ACCEPT).await;
    boris.expect("Разговор открыт").await;
    assert_eq!(front_end.wait_match(1, "active").await, match_id);
    // Both ways of accepting it once more say what it has become.
    let answered = front_end.ask(0, "/match/confirm", &accept).await;
    assert_eq!(answered.expect(200), &json!({"status": "active"}));
    let searching = front_end.ask(0, "/match/find", &json!({})).await;
    assert_eq!(searching.problem(), (409, "in_chat"));

    boris.look().await;
    for (replica, text) in ["здравствуйте, это я", "вы меня слышите?"]
        .iter()
        .enumerate()
    {
        let relayed = system.send(replica, &front_end.words(text)).await;
        let carried = json!({"status": "relayed", "identity_hidden": false});
        assert_eq!(relayed.expect(200), &carried);
        boris.hears(&anna, text).await;
    }
    let relayed = system
        .send(0, &front_end.words("пишите мне на @annabella_1"))
        .await;
    assert_eq!(relayed.expect(200)["identity_hidden"], true);
    boris.expect("пишите мне на").await;
    assert!(!boris.chat().await.bot_said("annabella_1"));
    boris.tell(&anna, "слышу и отвечаю").await;

    let ended = front_end.ask(1, "/chat/end", &json!({})).await;
    assert_eq!(ended.expect(200), &json!({"match_id": match_id}));
    boris.expect("Разговор завершён").await;
    boris.expect_no_button(END).await;
    let ended = front_end.ask(0, "/chat/end", &json!({})).await;
    assert_eq!(ended.problem(), (409, "no_active_chat"));
    let relayed = system.send(0, &front_end.words("ещё одно слово")).await;
    assert_eq!(relayed.problem(), (409, "no_active_chat"));
    let late = front_end.ask(0, "/match/confirm", &accept).await;
    assert_eq!(late.problem(), (409, "chat_ended"));
    assert_eq!(front_end.me(0).await["match"], Value::Null);

    let totals: Value =
        sqlx::query_scalar("select payload from events where event_type = 'ChatEnded'")
            .fetch_one(&system.pool)
            .await
            .unwrap();
    let totals = totals.to_string();
    assert!(
        totals.contains(r#""from_first":3"#) || totals.contains(r#""from_second":3"#),
        "{totals}"
    );
    system.finish().await;
}

#[tokio::test]
async fn a_proposal_is_declined_and_runs_out_by_http_as_in_telegram() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    let front_end = system.front_end(&anna);
    front_end
        .ask(0, "/match/find", &json!({}))
        .await
        .expect(202);
    boris.find().await;
    let match_id = front_end.wait_match(0, "proposed").await;
    let decline = json!({"match_id": match_id, "action": "decline"});
    for _ in 0..2 {
        let declined = front_end.ask(0, "/match/confirm", &decline).await;
        assert_eq!(declined.expect(200), &json!({"status": "declined"}));
    }
    boris.expect("В этот раз не совпало").await;
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn a_late_answer_says_what_happened_and_a_stranger_learns_nothing() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    let vera = system.person("Вера").await;
    let front_end = system.front_end(&anna);
    front_end
        .ask(0, "/match/find", &json!({}))
        .await
        .expect(202);
    boris.find().await;
    let match_id = front_end.wait_match(0, "proposed").await;
    let accept = json!({"match_id": match_id, "action": "accept"});
    // A match of others and one that never was are answered alike.
    for match_id in [&match_id, &json!("0190f5fe-0000-7000-8000-000000000000")] {
        let answer = json!({"match_id": match_id, "action": "accept"});
        let stranger = system
            .front_end(&vera)
            .ask(0, "/match/confirm", &answer)
            .await;
        assert_eq!(stranger.problem(), (404, "unknown_match"));
    }
    system.advance(Duration::from_secs(301)).await;
    let expired = front_end.ask(0, "/match/confirm", &accept).await;
    assert_eq!(expired.expect(200), &json!({"status": "expired"}));
    boris.expect_no_button(ACCEPT).await;
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn nothing_personal_is_kept_of_signed_calls() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Аннабелла", "Бореслав").await;
    let front_end = system.front_end(&anna);
    let id = anna.control.id().to_string();
    let mut answers = vec![front_end.me(0).await.to_string()];
    boris.look().await;
    let words = front_end
        .words("слово, которое нигде не остаётся")
        .header("idempotency-key", "a-key-drawn-at-random-1");
    answers.push(system.send(0, &words).await.text);
    boris.hears(&anna, "слово, которое нигде не остаётся").await;
    anna.goes_by("Ночной чай");
    let body = profile("Ночной чай").to_string().into_bytes();
    let put = front_end
        .sign(Method::PUT, "/api/v1/me/profile", &body)
        .header("idempotency-key", "a-key-drawn-at-random-2");
    let put = system.send(0, &put).await;
    put.expect(200);
    answers.push(put.text);
    answers.push(front_end.ask(0, "/chat/end", &json!({})).await.text);
    boris.expect("Разговор завершён").await;
    for answer in answers {
        assert!(!answer.contains(&id), "{answer}");
    }
    let stored = everything_stored(&system).await;
    for table in ["call_nonces", "call_outcomes"] {
        let is_there = stored.iter().any(|(name, _)| name.ends_with(table));
        assert!(is_there, "no row of {table} was looked at");
    }
    for (table, row) in &stored {
        for word in [
            id.as_str(),
            "нигде не остаётся",
            "Ночной чай",
            "слушаю молча",
            "drawn-at-random",
        ] {
            assert!(!row.contains(word), "{table} holds «{word}»: {row}");
        }
    }
    system.finish().await;
}

#[tokio::test]
async fn what_is_put_is_checked_as_what_is_typed() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.onboard(&Profile::named("Анна")).await;
    let front_end = system.front_end(&anna);
    for (field, value, code) in [
        ("nickname", json!("@annabella"), "nickname_invalid"),
        ("nickname", json!("t.me/annabella"), "nickname_invalid"),
        ("nickname", json!(""), "nickname_invalid"),
        ("bio", json!("+7 999 123-45-67"), "bio_invalid"),
        ("time_zone", json!("Москва"), "time_zone_unknown"),
        ("topics", json!(["burnout"]), "topics_invalid"),
        ("topics", json!(["burnout", "burnout"]), "topics_invalid"),
        ("topics", json!(["burnout", "boredom"]), "invalid_body"),
        ("purpose", json!("love"), "invalid_body"),
        ("age", json!(17), "invalid_body"),
    ] {
        let mut wrong = profile("Тихая гавань");
        wrong[field] = value;
        let refused = front_end.put_profile(0, &wrong).await;
        assert_eq!(refused.problem(), (422, code), "{field}");
        assert!(!refused.text.contains("annabella"), "{}", refused.text);
    }
    assert_eq!(
        front_end.me(0).await["profile"]["nickname"],
        anna.nickname()
    );
    let before = system.event_count().await;
    let mut same = profile(&anna.nickname());
    (same["bio"], same["purpose"]) = (Value::Null, Value::Null);
    front_end.put_profile(0, &same).await.expect(200);
    assert_eq!(system.event_count().await, before, "nothing was new");
    system.finish().await;
}
