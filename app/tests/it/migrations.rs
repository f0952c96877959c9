//! Migrations built into the program.

use app::alerts;
use app::migrations::{is_migrated, migrate};
use chrono::{DateTime, Utc};
use domain::policies::{Timer, TimerKey};
use domain::values::MatchId;
use sqlx::types::Json;
use testkit::TestDatabase;
use uuid::Uuid;

#[tokio::test]
async fn a_separate_vault_gets_the_keys_and_nothing_else() {
    let (main, vault) = (TestDatabase::empty().await, TestDatabase::empty().await);
    let (main, vault) = (main.pool(), vault.pool());
    assert!(!is_migrated(&main, Some(&vault)).await.unwrap());
    migrate(&main, Some(&vault)).await.unwrap();
    assert!(is_migrated(&main, Some(&vault)).await.unwrap());
    migrate(&main, Some(&vault)).await.unwrap();
    let schemas: Vec<String> = sqlx::query_scalar(
        "select distinct schemaname::text from pg_tables
         where schemaname not in ('pg_catalog', 'information_schema', 'public') order by 1",
    )
    .fetch_all(&vault)
    .await
    .unwrap();
    assert_eq!(schemas, ["vault_keys"]);
    let public: i64 = sqlx::query_scalar(
        "select count(*) from pg_tables where schemaname = 'public' and tablename <> '_sqlx_migrations'",
    )
    .fetch_one(&vault)
    .await
    .unwrap();
    assert_eq!(public, 0);
}

#[tokio::test]
async fn talks_that_are_open_when_silence_begins_to_count_are_looked_at_too() {
    let database = TestDatabase::empty().await;
    database.migrate_to(20_261_121_000_600).await;
    let pool = database.pool();
    let (open, over) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for (match_id, state) in [(open, "chatting"), (over, "ended")] {
        sqlx::query(
            "insert into conversations_v1 (match_id, first_member, second_member, first_search, second_search, state, shared_topics,
                 softened, score_permille, score_topics_permille, score_time_permille, score_helpfulness_permille, proposed_at,
                 expires_at, messages_from_first, messages_from_second, position)
             values ($1, $1, $1, $1, $1, $2, '{}', false, 0, 0, 0, 0, now(), now(), 0, 0, 1)",
        )
        .bind(match_id)
        .bind(state)
        .execute(&pool)
        .await
        .unwrap();
    }
    sqlx::query("insert into relay_totals (match_id, member_id, messages) values ($1, $1, 3)")
        .bind(open)
        .execute(&pool)
        .await
        .unwrap();
    database.migrate_to(20_261_121_000_700).await;
    let timers: Vec<(String, Json<Timer>)> = sqlx::query_as("select key, timer from timers")
        .fetch_all(&pool)
        .await
        .unwrap();
    let [(key, Json(timer))] = timers.as_slice() else {
        panic!("{timers:?}");
    };
    assert_eq!(*key, format!("chat_review:{open}"));
    assert_eq!(timer.key, TimerKey::ChatReview(MatchId(open)));
    let last_at: Option<DateTime<Utc>> = sqlx::query_scalar("select last_at from relay_totals")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(last_at, None, "unknown, and taken as the beginning");
}

#[tokio::test]
async fn alerts_that_waited_before_there_was_a_chat_are_still_told() {
    let database = TestDatabase::empty().await;
    database.migrate_to(20_261_129_235_000).await;
    let pool = database.pool();
    let case_id = Uuid::from_u128(7);
    sqlx::query("insert into staff_alerts (key, alert, created_at) values ($1, $2, now())")
        .bind(case_id)
        .bind(serde_json::json!({"urgent_report": {"case_id": case_id, "reason": "danger"}}))
        .execute(&pool)
        .await
        .unwrap();
    database.migrate_to(20_261_130_100_000).await;
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let waiting = alerts::pending(&pool, now, 10).await.unwrap();
    let [row] = waiting.as_slice() else {
        panic!("{waiting:?}");
    };
    assert_eq!(row.alert.name(), "urgent_report");
    alerts::postpone(&pool, row.id, now + chrono::Duration::minutes(1))
        .await
        .unwrap();
    assert_eq!(alerts::pending(&pool, now, 10).await.unwrap(), []);
    let later = now + chrono::Duration::minutes(1);
    assert_eq!(alerts::pending(&pool, later, 10).await.unwrap().len(), 1);
    alerts::finish(&pool, row.id, now).await.unwrap();
    assert_eq!(alerts::pending(&pool, later, 10).await.unwrap(), []);
}
