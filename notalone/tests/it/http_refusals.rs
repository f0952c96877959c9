//! What is no call at all, and who cannot be reached.

use domain::moderation::{Decision, ReportReason};
use reqwest::Method;
use serde_json::json;
use telegram_simulator::client::NewFault;

use crate::harness::System;

#[tokio::test]
async fn what_is_no_call_is_answered_with_its_problem() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let front_end = system.front_end(&anna);
    let sent = async |method: Method, path: &str, body: &[u8]| {
        system.send(0, &front_end.sign(method, path, body)).await
    };
    for path in [
        "/api/v1",
        "/api/v1/match",
        "/api/v1/match/find/",
        "/api/v2/me",
        "/openapi",
    ] {
        let answer = sent(Method::POST, path, b"{}").await;
        assert_eq!(answer.problem(), (404, "not_found"), "{path}");
        assert_eq!(answer.body["instance"], path);
    }
    for (method, path, allowed) in [
        (Method::GET, "/api/v1/match/find", "POST"),
        (Method::DELETE, "/api/v1/chat/end", "POST"),
        (Method::POST, "/api/v1/me", "GET,HEAD,DELETE"),
        (Method::POST, "/api/v1/me/profile", "PUT"),
        (Method::POST, "/openapi.json", "GET,HEAD"),
        (Method::POST, "/health", "GET,HEAD"),
    ] {
        let answer = sent(method, path, b"").await;
        assert_eq!(answer.problem(), (405, "method_not_allowed"), "{path}");
        assert_eq!(answer.header("allow"), Some(allowed), "{path}");
    }
    let largest = [b"{".as_slice(), &vec![b' '; 64 * 1024 - 2], b"}"].concat();
    let oversized = [largest.as_slice(), b" "].concat();
    for (body, status, code) in [
        (oversized.as_slice(), 413, "body_too_large"),
        // As much as may be: read, and refused for what it says.
        (&largest, 409, "profile_incomplete"),
        (b"", 400, "malformed_json"),
        (b"{", 400, "malformed_json"),
        (b"\xff", 400, "malformed_json"),
        (b"[]", 422, "invalid_body"),
        (b"null", 422, "invalid_body"),
        (br#"{"hurry": true}"#, 422, "invalid_body"),
    ] {
        let answer = sent(Method::POST, "/api/v1/match/find", body).await;
        assert_eq!(answer.problem(), (status, code));
        assert_eq!(answer.body["instance"], "/api/v1/match/find");
        assert_eq!(answer.body["type"], "about:blank");
        assert_eq!(answer.body["status"], status);
    }
    system.finish().await;
}

#[tokio::test]
async fn words_that_cannot_be_carried_are_refused_without_being_repeated() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let front_end = system.front_end(&anna);
    let longest = "я".repeat(4096);
    for (text, code) in [
        ("", "nothing_to_relay"),
        (" \u{200b}\n", "nothing_to_relay"),
        (&format!("{longest}я"), "text_too_long"),
    ] {
        let answer = system.send(0, &front_end.words(text)).await;
        assert_eq!(answer.problem(), (422, code));
    }
    let answer = front_end
        .ask(0, "/chat/relay", &json!({"text": "слово", "to": "никому"}))
        .await;
    assert_eq!(answer.problem(), (422, "invalid_body"));
    assert!(!answer.text.contains("слово") && !answer.text.contains("никому"));
    system.send(0, &front_end.words(&longest)).await.expect(200);
    boris.expect(&longest[..200]).await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_peer_who_is_gone_ends_the_talk_as_in_telegram() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let front_end = system.front_end(&anna);
    let fault = json!({"method": "sendMessage", "chat_id": boris.control.id(), "count": 1, "effect": {"kind": "forbidden"}});
    let fault: NewFault = serde_json::from_value(fault).unwrap();
    system.bot.control().fault(&fault).await.unwrap();
    anna.look().await;
    let gone = system.send(0, &front_end.words("вы здесь?")).await;
    assert_eq!(gone.problem(), (410, "peer_unreachable"));
    anna.expect("Разговор завершён").await;
    let over = system.send(0, &front_end.words("вы здесь?")).await;
    assert_eq!(over.problem(), (409, "no_active_chat"));
    system.finish().await;
}

/// As in the chat with the bot: a banned member keeps their own data, its erasure and the appeal.
#[tokio::test]
async fn a_banned_member_can_change_nothing_but_take_their_data_away() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, "кричал").await;
    let moderator = system.moderator(1).await;
    moderator.decide(case_id, Decision::Ban).await;
    system.wait_events("ChatEnded", 1).await;
    system.wait_done().await;
    let anna_is_banned = anna.chat().await.bot_said("закрыт насовсем");
    let [banned, other] = if anna_is_banned {
        [&anna, &boris]
    } else {
        [&boris, &anna]
    };
    let front_end = system.front_end(banned);
    let of_talk = json!({"match_id": talk.match_id});
    let report = json!({"match_id": talk.match_id, "reason": "spam"});
    let profile = json!({
        "nickname": "Тихая гавань",
        "time_zone": "Europe/Moscow",
        "topics": ["burnout", "anxiety"],
        "bio": null,
        "free_time": [],
    });
    let before = front_end.me(0).await;
    let refused = [
        front_end.put_profile(0, &profile).await,
        front_end.ask(0, "/reports/block", &of_talk).await,
        front_end.ask(0, "/reports", &report).await,
        front_end.ask(0, "/match/find", &json!({})).await,
    ];
    for answer in refused {
        assert_eq!(answer.problem(), (409, "suspended"), "{}", answer.text);
    }
    assert_eq!(front_end.me(0).await["profile"], before["profile"]);
    assert_eq!(system.events("UserBlocked").await, 0);
    assert_eq!(system.events("ReportFiled").await, 1);
    // The same calls of the one who is not banned are carried out.
    let other = system.front_end(other);
    other.ask(0, "/reports/block", &of_talk).await.expect(200);
    other.put_profile(0, &profile).await.expect(200);
    let erase = front_end.sign(Method::DELETE, "/api/v1/me", b"");
    system.send(0, &erase).await.expect(200);
    system.finish().await;
}

/// Calls are taken by the role `api`, which relays by itself.
#[tokio::test]
async fn only_the_role_api_takes_calls() {
    let options = crate::harness::Options::default().roles(&["bot,worker", "api"]);
    let system = System::start(options).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let front_end = system.front_end(&anna);
    let answer = system.send(0, &front_end.words("слово")).await;
    assert_eq!(answer.problem(), (404, "not_found"));
    boris.look().await;
    system
        .send(1, &front_end.words("слово через api"))
        .await
        .expect(200);
    boris.hears(&anna, "слово через api").await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_path_or_a_query_of_the_console_that_cannot_be_read_is_refused_in_our_words() {
    let system = System::start_default().await;
    let mila = system.colleague("mila", "moderator").await;
    let session = system.sign_in(&mila).await;
    for path in [
        "/console?show=a&show=b",
        "/console/rows?show=a&show=b",
        "/console/audit?walk=a&walk=b",
        "/console/cases/%ff",
        "/console/members/%ff",
        "/console/assets/%ff",
        "/console/cases/%ff/told",
    ] {
        let refused = system.page(&session, path).await;
        let found = (refused.status, refused.code());
        assert_eq!(found, (422, "unreadable"), "{path}: {}", refused.text);
    }
    let account = system.post(&session, "/console/account/%ff", "").await;
    assert_eq!((account.status, account.code()), (422, "unreadable"));
    system.finish().await;
}
