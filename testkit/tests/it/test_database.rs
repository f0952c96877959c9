//! Databases for tests are fresh, apart from each other, and gone afterwards.

use std::time::Duration;

use sqlx::{Connection, PgConnection, PgPool};
use testkit::{TestDatabase, eventually};

async fn tables(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn two_databases_do_not_see_each_other() {
    let (one, other) = (TestDatabase::create().await, TestDatabase::create().await);
    sqlx::query("create table only_here (id int)")
        .execute(&one.pool())
        .await
        .unwrap();
    let seen = sqlx::query("select * from only_here")
        .execute(&other.pool())
        .await;
    assert!(seen.is_err());
}

#[tokio::test]
async fn an_empty_database_has_no_tables_until_it_is_migrated() {
    let database = TestDatabase::empty().await;
    assert_eq!(tables(&database.pool()).await, 0);
    database.migrate_to(i64::MAX).await;
    let migrated = TestDatabase::create().await;
    assert_eq!(
        tables(&database.pool()).await,
        tables(&migrated.pool()).await
    );
}

#[tokio::test]
async fn a_dropped_database_is_gone_even_with_connections_open() {
    let keeper = TestDatabase::empty().await;
    let database = TestDatabase::empty().await;
    let name: String = sqlx::query_scalar("select current_database()")
        .fetch_one(&database.pool())
        .await
        .unwrap();
    let _open = PgConnection::connect(&database.url()).await.unwrap();
    drop(database);
    eventually(Duration::from_secs(10), || async {
        let found: Option<String> =
            sqlx::query_scalar("select datname from pg_database where datname = $1")
                .bind(&name)
                .fetch_optional(&keeper.pool())
                .await
                .unwrap();
        found.is_none()
    })
    .await;
}
