//! Who may act for a member: signatures, time, nonces, secrets.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::harness::{INTERNAL_BOT_SECRET, Options, System};

const NEXT_SECRET: &str = "Tb5xWm9qKs2vZc7nRj4yHd1gUf8pLa3eOi6oXt";

#[tokio::test]
async fn a_call_is_taken_once_whichever_replica_it_is_played_to() {
    let system = System::start(Options::default().replicas(2)).await;
    let anna = system.person("Анна").await;
    let front_end = system.front_end(&anna);
    let call = front_end.sign(Method::GET, "/api/v1/me", b"");
    system.send(0, &call).await.expect(200);
    for replica in [1, 0, 1] {
        let again = system.send(replica, &call).await;
        assert_eq!(again.problem(), (401, "signature_replayed"));
    }
    system.replicas[1].stop().await;
    system.restart(1).await;
    let again = system.send(1, &call).await;
    assert_eq!(again.problem(), (401, "signature_replayed"));
    // A nonce belongs to nobody: somebody else's call cannot have it either.
    let boris = system.person("Борис").await;
    let mut other = system
        .front_end(&boris)
        .sign(Method::GET, "/api/v1/me", b"");
    system.send(1, &other).await.expect(200);
    other = other.header("x-bot-nonce", &call.headers[3].1);
    let forged = system.send(1, &other).await;
    assert_eq!(forged.problem(), (401, "signature_invalid"));
    system.finish().await;
}

#[tokio::test]
async fn a_call_is_good_for_five_minutes_by_the_clock_of_the_process() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let front_end = system.front_end(&anna);
    let (in_time, too_late) = (
        front_end.sign(Method::GET, "/api/v1/me", b""),
        front_end.sign(Method::GET, "/api/v1/me", b""),
    );
    system.advance(Duration::from_mins(5)).await;
    system.send(0, &in_time).await.expect(200);
    system.advance(Duration::from_secs(1)).await;
    let late = system.send(0, &too_late).await;
    assert_eq!(late.problem(), (401, "signature_late"));
    // Played again after its time it is late, not replayed: the nonce may be forgotten by then.
    let late = system.send(0, &in_time).await;
    assert_eq!(late.problem(), (401, "signature_late"));
    system.finish().await;
}

/// Nothing that somebody without the secret tries tells them how far they came, and none of it leaves a trace.
#[tokio::test]
async fn without_the_secret_every_call_is_answered_alike() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let front_end = system.front_end(&anna);
    let call = front_end.post("/match/find", &json!({}));
    for name in [
        "x-tg-user-id",
        "x-bot-timestamp",
        "x-bot-nonce",
        "x-bot-signature",
    ] {
        let unsigned = system.send(0, &call.clone().without(name)).await;
        assert_eq!(unsigned.problem(), (401, "signature_missing"), "{name}");
    }
    let mut other_path = call.clone();
    other_path.path = "/api/v1/chat/end".to_owned();
    let mut other_query = call.clone();
    other_query.path.push_str("?a=1");
    let mut other_body = call.clone();
    other_body.body = b"{} ".to_vec();
    let mut other_method = call.clone();
    (other_method.method, other_method.path) = (Method::PUT, "/api/v1/me/profile".to_owned());
    let mut stranger = system.front_end(&anna);
    "not the secret of this system at all".clone_into(&mut stranger.secret);
    for forged in [
        other_path,
        other_query,
        other_body,
        other_method,
        call.clone().header("x-tg-user-id", "1"),
        call.clone().header("x-tg-user-id", "someone"),
        call.clone().header("x-bot-timestamp", "0"),
        call.clone().header("x-bot-nonce", "short"),
        call.clone().header("x-bot-signature", ""),
        call.clone()
            .header("idempotency-key", "short")
            .header("x-bot-signature", "AA"),
        stranger.post("/match/find", &json!({})),
        stranger.post("/match/confirm", &json!("no body of this call")),
    ] {
        let refused = system.send(0, &forged).await;
        assert_eq!(refused.problem(), (401, "signature_invalid"), "{forged:?}");
    }
    assert_eq!(system.events("MemberRegistered").await, 0);
    let nonces: i64 = sqlx::query_scalar("select count(*) from call_nonces")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(nonces, 0, "who cannot sign uses no nonce up");
    // The query is signed with the path, whatever it says.
    let query = front_end.sign(Method::GET, "/api/v1/me?x=%D1%8F&y", b"");
    system.send(0, &query).await.expect(200);
    system.finish().await;
}

#[tokio::test]
async fn during_a_rotation_both_secrets_are_good() {
    let options = Options::default()
        .variable("INTERNAL_BOT_SECRET", NEXT_SECRET)
        .variable("INTERNAL_BOT_SECRET_PREVIOUS", INTERNAL_BOT_SECRET);
    let system = System::start(options).await;
    let anna = system.person("Анна").await;
    let mut front_end = system.front_end(&anna);
    for secret in [INTERNAL_BOT_SECRET, NEXT_SECRET] {
        secret.clone_into(&mut front_end.secret);
        front_end.me(0).await;
    }
    "neither of the two, as long as it may be".clone_into(&mut front_end.secret);
    let call = front_end.post("/match/find", &json!({}));
    let refused = system.send(0, &call).await;
    assert_eq!(refused.problem(), (401, "signature_invalid"));
    system.finish().await;
}
