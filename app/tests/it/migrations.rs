//! Migrations built into the program.

use app::migrations::{is_migrated, migrate};
use testkit::TestDatabase;

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
