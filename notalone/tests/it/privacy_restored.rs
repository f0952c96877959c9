//! A backup from before an erasure is restored: the erased stay erased (docs/restore.md).

use std::time::Duration;

use testkit::backup::Backup;

use crate::harness::{Options, Person, Postgres, System};

const SOON: Duration = Duration::from_secs(30);

/// Somebody who erased themselves after the backup, whose database is as it was before.
async fn restored(without_schemas: &[&str]) -> (System, Person, String) {
    let system = System::start(Options::default().postgres(Postgres::Private)).await;
    let anna = system.member("Анна").await;
    system.wait_done().await;
    let url = system.private_postgres.as_ref().unwrap().url().to_owned();
    let backup = Backup::of(&url, without_schemas);
    anna.deletes_everything().await;
    system.wait_done().await;
    let listed = system.run(["members", "erasures", "--json"]).await;
    let listed = listed.succeeded();
    // The command's log lines are among them.
    let erasures = listed.lines().filter(|line| line.contains("erased_at"));
    let erasures = erasures.collect::<Vec<_>>().join("\n");
    system.replicas[0].stop().await;
    system.pool.close().await;
    backup.restore(&url);
    (system, anna, erasures)
}

async fn count(system: &System, query: &str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(&system.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn with_the_keys_apart_they_are_erased_again_by_themselves() {
    let (mut system, anna, _) = restored(&["vault_keys"]).await;
    let url = system.private_postgres.as_ref().unwrap().url().to_owned();
    system.pool = sqlx::PgPool::connect(&url).await.unwrap();
    assert_eq!(
        count(&system, "select count(*) from vault.addresses").await,
        1
    );
    assert_eq!(
        system.events("MemberErased").await,
        0,
        "the backup knows nothing"
    );
    system.restart(0).await;
    testkit::eventually_some(SOON, || async {
        (system.events("MemberErased").await == 1).then_some(())
    })
    .await;
    system.wait_done().await;
    for table in ["vault.identities", "vault.addresses", "vault.sealed_values"] {
        let rows = format!("select count(*) from {table}");
        assert_eq!(count(&system, &rows).await, 0, "{table}");
    }
    assert!(system.logs().contains("erased again"));
    anna.ask("/start", "Ты не один").await;
    system.finish().await;
}

#[tokio::test]
async fn with_the_keys_in_the_same_backup_the_list_from_before_erases_them_again() {
    let (mut system, anna, listed) = restored(&[]).await;
    let url = system.private_postgres.as_ref().unwrap().url().to_owned();
    system.pool = sqlx::PgPool::connect(&url).await.unwrap();
    assert_eq!(
        count(&system, "select count(*) from vault_keys.member_keys").await,
        1
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &listed).unwrap();
    let path = file.path().to_str().unwrap();
    let replay = ["members", "replay-erasures", "--from", path, "--json"];
    let replayed = system.run(replay).await.succeeded();
    assert!(replayed.contains(r#""erased_again":1"#), "{replayed}");
    for table in [
        "vault_keys.member_keys",
        "vault.identities",
        "vault.addresses",
        "vault.sealed_values",
    ] {
        let rows = format!("select count(*) from {table}");
        assert_eq!(count(&system, &rows).await, 0, "{table}");
    }
    let again = system.run(replay).await.succeeded();
    assert!(again.contains(r#""erased_again":0"#), "{again}");
    std::fs::write(file.path(), "not an erasure\n").unwrap();
    let refused = system.run(replay).await;
    assert_eq!(refused.exit_code, Some(1));
    assert!(refused.text.contains("line 1"), "{}", refused.text);
    system.restart(0).await;
    anna.ask("/start", "Ты не один").await;
    system.finish().await;
}
