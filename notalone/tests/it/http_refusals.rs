//! What is no call at all, and who cannot be reached.

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
