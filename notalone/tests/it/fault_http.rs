//! The door to the outside: who may deliver, how much, and when the process says that it is ready.

use reqwest::StatusCode;
use serde_json::Value;

use crate::harness::System;

const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";
const SECRET: &str = "journeys_webhook_secret-1";

/// A delivery by hand: status and `code` of the answer.
async fn deliver(
    system: &System,
    path: &str,
    secret: Option<&str>,
    body: Vec<u8>,
) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{path}", system.replicas[0].url());
    let mut request = client
        .post(url)
        .header("content-type", "application/json")
        .body(body);
    if let Some(secret) = secret {
        request = request.header(SECRET_HEADER, secret);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let problem: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default();
    (
        status,
        problem["code"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn only_telegram_can_deliver_and_only_updates() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let id = anna.control.id();
    let start = format!(
        r#"{{"update_id":77,"message":{{"message_id":1,"date":1,"text":"/start","from":{{"id":{id},"is_bot":false,"first_name":"x"}},"chat":{{"id":{id},"type":"private"}}}}}}"#
    );
    let path = format!("/telegram/webhook/{}", system.bot.id());
    let longer = format!("{SECRET}x");
    let oversized = vec![b' '; 1024 * 1024 + 1];
    let cases: [(&str, Option<&str>, &[u8], u16, &str); 11] = [
        (&path, None, start.as_bytes(), 401, "secret_missing"),
        (&path, Some(""), start.as_bytes(), 403, "secret_wrong"),
        (&path, Some("wrong"), start.as_bytes(), 403, "secret_wrong"),
        (&path, Some(&longer), start.as_bytes(), 403, "secret_wrong"),
        (
            "/telegram/webhook",
            Some("wrong"),
            start.as_bytes(),
            403,
            "secret_wrong",
        ),
        (
            "/telegram/webhook/1",
            None,
            start.as_bytes(),
            401,
            "secret_missing",
        ),
        (
            "/telegram/webhook/1",
            Some(SECRET),
            start.as_bytes(),
            404,
            "unknown_bot",
        ),
        (
            "/telegram/webhook/x",
            Some(SECRET),
            start.as_bytes(),
            404,
            "unknown_bot",
        ),
        (&path, Some(SECRET), &oversized, 413, "body_too_large"),
        (
            &path,
            Some(SECRET),
            b"{\"update_id\":",
            400,
            "malformed_update",
        ),
        (
            &path,
            Some(SECRET),
            br#"{"update_id":1,"message":{"text":"\ud800"}}"#,
            400,
            "malformed_update",
        ),
    ];
    for (path, secret, body, status, code) in cases {
        let answer = deliver(&system, path, secret, body.to_vec()).await;
        assert_eq!(answer, (status, code.to_owned()), "{path} {secret:?}");
    }
    assert_eq!(system.events("MemberRegistered").await, 0, "nobody came in");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let got = client
        .get(format!("{}{path}", system.replicas[0].url()))
        .send()
        .await
        .unwrap();
    assert_eq!(got.status(), StatusCode::METHOD_NOT_ALLOWED);

    assert_eq!(
        deliver(&system, &path, Some(SECRET), start.into_bytes())
            .await
            .0,
        200
    );
    assert_eq!(
        system.events("MemberRegistered").await,
        1,
        "with the secret it counts"
    );
    system.finish().await;
}

#[tokio::test]
async fn serve_waits_for_the_migration_and_is_ready_after_it() {
    let system = System::start_default().await;
    system.replicas[0].stop().await;
    for schema in ["public", "vault", "vault_keys"] {
        let statement = format!("drop schema if exists {schema} cascade");
        sqlx::query(&statement).execute(&system.pool).await.unwrap();
    }
    sqlx::query("create schema public")
        .execute(&system.pool)
        .await
        .unwrap();
    system.replicas[0].launch();
    let is_up = async || {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}/health", system.replicas[0].url());
        client
            .get(url)
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
    };
    testkit::eventually(crate::fault_tools::RECOVERED_WITHIN, is_up).await;
    let (status, body) = system.get(0, "/ready").await;
    assert_eq!(status, 503);
    assert!(body.contains("not_migrated"), "{body}");
    // What Telegram delivers meanwhile is not acknowledged.
    let anna = system.person("Анна").await;
    anna.say("/start").await;
    assert!(system.replicas[0].is_running());

    system.run(["migrate"]).await.succeeded();
    system.replicas[0].wait_ready().await;
    system.redeliver_until_done().await;
    anna.expect("Это «Ты не один»").await;
    // A second migration changes nothing.
    system.run(["migrate"]).await.succeeded();
    system.finish().await;
}

/// Stopped before the migration ever came: in order, and in time.
#[tokio::test]
async fn serve_stops_while_it_waits_for_the_migration() {
    let system = System::start_default().await;
    system.replicas[0].stop().await;
    let renamed = "alter table _sqlx_migrations rename to set_aside";
    sqlx::query(renamed).execute(&system.pool).await.unwrap();
    system.replicas[0].launch();
    testkit::eventually(crate::fault_tools::RECOVERED_WITHIN, async || {
        system.replicas[0]
            .output()
            .contains("not at this version yet")
    })
    .await;
    system.replicas[0].stop().await;
    let back = "alter table set_aside rename to _sqlx_migrations";
    sqlx::query(back).execute(&system.pool).await.unwrap();
    system.restart(0).await;
    system.finish().await;
}
