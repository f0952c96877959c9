//! The door to the outside: who may deliver, how much, and when the process says that it is ready.

use serde_json::{Value, json};

use crate::harness::{Person, System};

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

/// The first message of somebody, by hand.
fn start_of(person: &Person) -> Vec<u8> {
    let id = person.control.id();
    let message = json!({
        "message_id": 1,
        "date": 1,
        "text": "/start",
        "from": {"id": id, "is_bot": false, "first_name": "x"},
        "chat": {"id": id, "type": "private"},
    });
    json!({"update_id": 77, "message": message})
        .to_string()
        .into_bytes()
}

#[tokio::test]
async fn only_who_knows_the_secret_can_deliver() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let own = format!("/telegram/webhook/{}", system.bot.id());
    let longer = format!("{SECRET}x");
    let missing = (401, "secret_missing".to_owned());
    let wrong = (403, "secret_wrong".to_owned());
    let unknown = (404, "unknown_bot".to_owned());
    // Who does not know the secret learns not even which bots there are.
    for path in [own.as_str(), "/telegram/webhook", "/telegram/webhook/1"] {
        let answer = deliver(&system, path, None, start_of(&anna)).await;
        assert_eq!(answer, missing, "{path}");
        for secret in ["", "wrong", longer.as_str()] {
            let answer = deliver(&system, path, Some(secret), start_of(&anna)).await;
            assert_eq!(answer, wrong, "{path}");
        }
    }
    for path in ["/telegram/webhook/1", "/telegram/webhook/x"] {
        let answer = deliver(&system, path, Some(SECRET), start_of(&anna)).await;
        assert_eq!(answer, unknown, "{path}");
    }
    assert_eq!(system.events("MemberRegistered").await, 0, "nobody came in");

    let (status, _) = deliver(&system, &own, Some(SECRET), start_of(&anna)).await;
    assert_eq!(status, 200);
    assert_eq!(system.events("MemberRegistered").await, 1);
    system.finish().await;
}

#[tokio::test]
async fn only_updates_of_a_sane_size_are_taken() {
    let system = System::start_default().await;
    let path = format!("/telegram/webhook/{}", system.bot.id());
    let oversized = vec![b' '; 1024 * 1024 + 1];
    let half_a_character = br#"{"update_id":1,"message":{"text":"\ud800"}}"#;
    let bodies: [(&[u8], u16, &str); 5] = [
        (&oversized, 413, "body_too_large"),
        (b"", 400, "malformed_update"),
        (br#"{"update_id":"#, 400, "malformed_update"),
        (br#"{"message":{}}"#, 400, "malformed_update"),
        (half_a_character, 400, "malformed_update"),
    ];
    for (body, status, code) in bodies {
        let answer = deliver(&system, &path, Some(SECRET), body.to_vec()).await;
        assert_eq!(answer, (status, code.to_owned()));
    }
    assert_eq!(system.get(0, &path).await.0, 405);
    assert_eq!(system.events("MemberRegistered").await, 0);
    system.finish().await;
}

#[tokio::test]
async fn serve_waits_for_the_migration_and_is_ready_after_it() {
    let system = System::start_default().await;
    system.replicas[0].stop().await;
    for schema in ["public", "vault", "vault_keys", "analytics"] {
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
