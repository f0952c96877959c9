//! One owner at a time.

use std::time::Duration;

use event_store::Lease;
use testkit::{TcpProxy, TestDatabase, eventually};
use tokio_util::sync::CancellationToken;

use crate::fixture::DEADLINE;

const SHORT: Duration = Duration::from_millis(400);

#[tokio::test]
async fn a_lease_has_one_owner_and_passes_on_when_released() {
    let database = TestDatabase::create().await;
    let pool = database.pool();
    let first = Lease::try_acquire(&pool, "l", DEADLINE)
        .await
        .unwrap()
        .unwrap();
    assert!(
        Lease::try_acquire(&pool, "l", DEADLINE)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        Lease::try_acquire(&pool, "other", DEADLINE)
            .await
            .unwrap()
            .is_some()
    );
    let (owner, epoch) = (first.owner(), first.epoch());
    first.release().await.unwrap();
    let second = Lease::try_acquire(&pool, "l", DEADLINE)
        .await
        .unwrap()
        .unwrap();
    assert_ne!(second.owner(), owner);
    assert_eq!(second.epoch(), epoch + 1);
}

#[tokio::test]
async fn a_held_lease_outlives_its_duration() {
    // Renewed after a third: on a busy machine the answer may take nearly as long as the rest.
    const DURATION: Duration = Duration::from_secs(3);
    let database = TestDatabase::create().await;
    let pool = database.pool();
    let held = Lease::try_acquire(&pool, "l", DURATION)
        .await
        .unwrap()
        .unwrap();
    let first_end: String = sqlx::query_scalar("select until::text from leases where name = 'l'")
        .fetch_one(&pool)
        .await
        .unwrap();
    eventually(DEADLINE, async || {
        sqlx::query_scalar("select clock_timestamp() > $1::timestamptz")
            .bind(&first_end)
            .fetch_one(&pool)
            .await
            .unwrap()
    })
    .await;
    assert!(
        Lease::try_acquire(&pool, "l", DURATION)
            .await
            .unwrap()
            .is_none()
    );
    assert!(!held.lost().is_cancelled());
}

#[tokio::test]
async fn an_owner_cut_off_knows_it_and_another_takes_over() {
    let database = TestDatabase::create().await;
    let proxy = TcpProxy::before(&database.url()).await;
    let far = sqlx::PgPool::connect(&proxy.url(&database.url()))
        .await
        .unwrap();
    let lost = Lease::try_acquire(&far, "l", SHORT).await.unwrap().unwrap();
    proxy.stall();
    let stop = CancellationToken::new();
    let next = Lease::acquire(&database.pool(), "l", SHORT, &stop)
        .await
        .unwrap();
    assert_eq!(next.epoch(), lost.epoch() + 1);
    eventually(DEADLINE, async || lost.lost().is_cancelled()).await;
    proxy.resume();
    assert!(!next.lost().is_cancelled());
}
