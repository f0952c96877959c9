//! The operator's proof that nothing was rewritten: `log verify`, `log export`, and a bundle on a computer without a database.

use std::time::Duration;

use testkit::eventually;

use crate::harness::System;

const DAY: Duration = Duration::from_hours(24);

/// The newest signed head after a position, if there is one yet, and the key.
async fn published(system: &System, after: i64) -> Option<(String, String)> {
    sqlx::query_as(
        "select position || ':' || encode(hash, 'hex'), encode(public_key, 'hex') from audit_heads \
         where position > $1 order by position desc limit 1",
    )
    .bind(after)
    .fetch_optional(&system.pool)
    .await
    .unwrap()
}

async fn signed_head(system: &System, after: i64) -> (String, String) {
    eventually(Duration::from_secs(30), || async {
        published(system, after).await.is_some()
    })
    .await;
    published(system, after).await.unwrap()
}

#[tokio::test]
async fn a_bundle_is_checked_without_a_database_and_fails_once_changed() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "Здравствуйте").await;
    anna.end().await;
    system.wait_done().await;
    let match_id: String =
        sqlx::query_scalar("select aggregate_id from events where event_type = 'ChatStarted'")
            .fetch_one(&system.pool)
            .await
            .unwrap();
    let ended: i64 =
        sqlx::query_scalar("select position from events where event_type = 'ChatEnded'")
            .fetch_one(&system.pool)
            .await
            .unwrap();
    // A head of the day before may lie anywhere in the talk; the next one lies behind it.
    system.advance(DAY).await;
    let (head, key) = signed_head(&system, ended - 1).await;

    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("talk.bundle");
    let file = file.to_str().unwrap();
    let stream = format!("match/{match_id}");
    let export = ["log", "export", &stream, "--output", file];
    system.run(export).await.succeeded();
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains("ChatStarted") && !text.contains("NicknameChosen"));

    let check = ["log", "verify", "--bundle", file, "--public-key", &key];
    let found = system.run_without_environment(check).await.succeeded();
    assert!(found.contains("intact"), "{found}");
    let expected = ["log", "verify", "--bundle", file, "--expect", &head];
    let found = system.run_without_environment(expected).await.succeeded();
    assert!(
        found.contains(&format!("contains the published head {head}")),
        "{found}"
    );

    std::fs::write(file, text.replacen("ChatStarted", "ChatStarter", 1)).unwrap();
    let found = system.run_without_environment(check).await;
    assert_eq!(found.exit_code, Some(1), "{}", found.text);
    assert!(
        found.text.contains("the bundle proves nothing"),
        "{}",
        found.text
    );
    let missing = ["log", "export", "match/nothing"];
    assert_eq!(system.run(missing).await.exit_code, Some(1));
    system.finish().await;
}

#[tokio::test]
async fn the_chain_is_verified_all_the_time_and_from_any_place() {
    let system = System::start_default().await;
    system.member("Анна").await;
    system.wait_done().await;
    let (head, _) = signed_head(&system, 0).await;
    let from_there = ["log", "verify", "--from", &head, "--expect", &head];
    let found = system.run(from_there).await.succeeded();
    assert!(found.contains("intact up to"), "{found}");
    let last = system.event_count().await;
    eventually(Duration::from_secs(30), || async {
        let (_, metrics) = system.get(0, "/metrics").await;
        let line = format!("notalone_audit_verified_position {last}");
        metrics.lines().any(|found| found == line)
    })
    .await;
    let logs = system.logs();
    assert!(
        logs.contains("head of the log") && logs.contains(&head),
        "the head is published with the logs"
    );
    system.finish().await;
}
