//! Whoever is turned away is counted, at the door they came to.

use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::json;

use crate::harness::System;
use crate::matching_metrics::value;

/// What `docs/security.md` says of one name from one address.
const FAILURES_TO_LOCK: usize = 5;

/// How often so far; every reason of a door is there from the start.
async fn counted(system: &System, door: &str, why: &str) -> u64 {
    let (_, metrics) = system.get(0, "/metrics").await;
    let series = format!("notalone_refusals_total{{door=\"{door}\",why=\"{why}\"}}");
    let found = value(&metrics, &series).unwrap_or_else(|| panic!("{series} is not there"));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = found as u64;
    whole
}

async fn doors_have_counted(system: &System, expected: &[(&str, &str, u64)]) {
    for (door, whys) in [
        (
            "console",
            ["unknown", "code", "locked", "often", "role", "forged"].as_slice(),
        ),
        (
            "staff_calls",
            &["unknown", "code", "locked", "often", "role"],
        ),
        (
            "signed_calls",
            &["unsigned", "signature", "late", "replayed"],
        ),
        ("webhook", &["secret"]),
        ("buttons", &["forged"]),
    ] {
        for why in whys {
            let named = expected.iter().find(|(d, w, _)| (d, w) == (&door, why));
            let times = named.map_or(0, |(_, _, times)| *times);
            assert_eq!(counted(system, door, why).await, times, "{door} {why}");
        }
    }
}

#[tokio::test]
async fn programs_and_buttons_that_are_not_ours_are_counted_at_their_doors() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    doors_have_counted(&system, &[]).await;

    let front_end = system.front_end(&anna);
    let call = front_end.sign(Method::GET, "/api/v1/me", b"");
    system.send(0, &call).await.expect(200);
    system.send(0, &call).await.expect(401);
    let forged = call.clone().header("x-bot-signature", "AAAA");
    system.send(0, &forged).await.expect(401);
    system
        .send(0, &call.clone().without("x-bot-nonce"))
        .await
        .expect(401);
    let mut stranger = system.front_end(&anna);
    "not the secret of this deployment".clone_into(&mut stranger.secret);
    let call = stranger.post("/match/find", &json!({}));
    system.send(0, &call).await.expect(401);
    // No call at all, and one that is refused for what it asks.
    let nowhere = front_end.sign(Method::GET, "/api/v1/nowhere", b"");
    system.send(0, &nowhere).await.expect(404);
    front_end.ask(0, "/chat/end", &json!({})).await.expect(409);

    let webhook = format!("/telegram/webhook/{}", system.bot.id());
    let secret = "x-telegram-bot-api-secret-token";
    for headers in [[].as_slice(), &[(secret, "guessed")]] {
        let refused = system.ask(Method::POST, &webhook, headers, None).await;
        assert!([401, 403].contains(&refused.status));
    }

    let card = anna.ask("/profile", "Анна").await;
    let pressed = anna
        .control
        .press_forged(card.message_id, "v1:chat.end:AAAA");
    assert!(pressed.await.unwrap().answered);
    doors_have_counted(
        &system,
        &[
            ("signed_calls", "replayed", 1),
            ("signed_calls", "signature", 2),
            ("signed_calls", "unsigned", 1),
            ("webhook", "secret", 2),
            ("buttons", "forged", 1),
        ],
    )
    .await;
    system.finish().await;
}

#[tokio::test]
async fn staff_and_who_would_be_are_counted_at_the_console_and_at_its_calls() {
    let system = System::start_default().await;
    let mila = system.colleague("mila", "moderator").await;
    let session = system.sign_in(&mila).await;
    // A session that is over, or none, is nobody who tries.
    let stranger = system.ask(Method::GET, "/console/rows", &[], None).await;
    assert_eq!(stranger.status, 401);
    doors_have_counted(&system, &[("console", "unknown", 0)]).await;

    assert_eq!(system.page(&session, "/console/staff").await.status, 403);
    let mut planted = session.clone();
    planted.csrf = "AAAA".to_owned();
    let forged = system.post(&planted, "/console/sign-out", "").await;
    assert_eq!(forged.status, 403);
    for _ in 0..FAILURES_TO_LOCK {
        let wrong = system.try_password("nobody", "wrong as can be", "").await;
        assert_eq!(wrong.status, 401);
    }
    let locked = system.try_password("nobody", "wrong as can be", "").await;
    assert_eq!(locked.status, 429);

    let own = mila.basic();
    let analytics = "/api/v1/admin/analytics/chats";
    for (authorization, status) in [(own.as_str(), 403), ("Basic bm9ib2R5Og==", 429)] {
        let asked = [(AUTHORIZATION.as_str(), authorization)];
        let answer = system.ask(Method::GET, analytics, &asked, None).await;
        assert_eq!(answer.status, status);
    }
    let nobody = system.ask(Method::GET, analytics, &[], None).await;
    assert_eq!(nobody.status, 401);
    doors_have_counted(
        &system,
        &[
            ("console", "role", 1),
            ("console", "forged", 1),
            ("console", "unknown", 5),
            ("console", "locked", 1),
            ("staff_calls", "role", 1),
            ("staff_calls", "locked", 1),
            ("staff_calls", "unknown", 1),
        ],
    )
    .await;
    let told = "somebody of the staff asked for what their role does not allow";
    assert_eq!(system.logs().matches(told).count(), 2);
    system.finish().await;
}
