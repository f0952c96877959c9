//! `serve` as a user of Postgres who owns nothing: everything works, and events stay what they are.

use crate::harness::{Options, System};
use crate::privacy_traces::Known;

/// What nobody who runs the program needs, and whoever takes it over would want.
const FORBIDDEN: [&str; 9] = [
    "update events set payload = '{}'",
    "delete from events",
    "truncate events",
    "alter table events disable trigger all",
    "drop table events",
    "alter table staff_accounts add column spare text",
    "create table spare ()",
    "delete from _sqlx_migrations",
    "alter role notalone_serve superuser",
];

#[tokio::test]
async fn everything_works_for_a_user_who_owns_nothing_and_can_change_no_event() {
    let system = System::start(Options::default().serving_role()).await;
    let boris = system.member("Борис").await;
    let known = Known::meets_everything(&system, &boris).await;
    let page = system.page(&known.senior, "/console/audit?walk=1").await;
    assert!(page.text.contains("журнал цел"), "{}", page.text);
    let bundle = format!("/console/cases/{}/bundle", known.case_id);
    assert_eq!(system.post(&known.senior, &bundle, "").await.status, 200);
    known.anna.deletes_everything().await;
    system.wait_done().await;

    for statement in FORBIDDEN {
        let mut serving = system.pool.begin().await.unwrap();
        sqlx::query("set local role notalone_serve")
            .execute(&mut *serving)
            .await
            .unwrap();
        let refused = sqlx::query(statement).execute(&mut *serving).await;
        let refused = refused.expect_err(statement);
        let code = refused
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {refused}");
    }
    // It is this role that the program has: without a right of it the program cannot.
    for (change, status) in [
        ("revoke select on staff_accounts from notalone_serve", 503),
        ("grant select on staff_accounts to notalone_serve", 200),
    ] {
        sqlx::query(change).execute(&system.pool).await.unwrap();
        let page = system.page(&known.senior, "/console").await;
        assert_eq!(page.status, status, "{change}");
    }
    // What is made by the owner later is for the program, too.
    let rebuilt = system.run(["projections", "rebuild", "cases"]).await;
    rebuilt.succeeded();
    assert_eq!(system.page(&known.senior, "/console").await.status, 200);
    system.finish().await;
}
