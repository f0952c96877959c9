//! Checkpointed readers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use event_store::subscription::{self, Handler, HandlerError, Options};
use event_store::{Append, EventLog, EventRecord};
use sqlx::{Executor, PgPool, Postgres, Transaction};
use testkit::{TcpProxy, TestDatabase, eventually};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::fixture::{DEADLINE, add, database_and_log, fill, hasty};

pub(crate) const NAME: &str = "recorder";

/// What a handler is to do with an event, by position.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    Poison,
    Unknown,
    Panic,
    BadData,
    Retry { times: u32 },
}

/// Writes each position into a table whose key makes a second time fail.
#[derive(Clone, Default)]
pub(crate) struct Recorder {
    pub(crate) faults: Arc<Mutex<HashMap<i64, Fault>>>,
    batches: Arc<Mutex<Vec<usize>>>,
}

pub(crate) async fn create_effects(pool: &PgPool) {
    pool.execute("CREATE TABLE effects (position bigint PRIMARY KEY, done bigserial)")
        .await
        .unwrap();
}

pub(crate) async fn effects(pool: &PgPool) -> Vec<i64> {
    sqlx::query_scalar("SELECT position FROM effects ORDER BY done")
        .fetch_all(pool)
        .await
        .unwrap()
}

impl Recorder {
    fn with(faults: &[(i64, Fault)]) -> Self {
        let recorder = Self::default();
        recorder
            .faults
            .lock()
            .unwrap()
            .extend(faults.iter().copied());
        recorder
    }

    fn fault(&self, position: i64) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap();
        match faults.get_mut(&position) {
            Some(Fault::Retry { times: 0 }) => None,
            Some(Fault::Retry { times }) => {
                *times -= 1;
                Some(Fault::Retry { times: 1 })
            }
            other => other.copied(),
        }
    }
}

#[async_trait]
impl Handler for Recorder {
    fn name(&self) -> String {
        NAME.to_owned()
    }

    async fn handle(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        self.batches.lock().unwrap().push(events.len());
        for event in events {
            sqlx::query("INSERT INTO effects (position) VALUES ($1)")
                .bind(event.position)
                .execute(&mut **transaction)
                .await?;
            match self.fault(event.position) {
                Some(Fault::Poison) => return Err(HandlerError::poison(event, "bad")),
                Some(Fault::Unknown) => return Err(HandlerError::unknown(event, "new")),
                Some(Fault::Panic) => panic!("a handler's own mistake"),
                Some(Fault::BadData) => {
                    sqlx::query("SELECT 1 / 0")
                        .execute(&mut **transaction)
                        .await?;
                }
                Some(Fault::Retry { .. }) => return Err(HandlerError::retry("not now")),
                None => {}
            }
        }
        Ok(())
    }
}

pub(crate) fn start(log: &EventLog, handler: Recorder) -> (CancellationToken, JoinHandle<()>) {
    let stop = CancellationToken::new();
    let options = Options {
        batch_events: 10,
        lease_seconds: 1,
        ..Options::default()
    };
    let running = subscription::run(log.clone(), handler, options, stop.clone());
    (stop, tokio::spawn(running))
}

pub(crate) async fn reaches(log: &EventLog, position: i64) {
    let deadline = tokio::time::Instant::now() + DEADLINE;
    let reached = subscription::wait_for(log, NAME, position, deadline).await;
    assert!(
        reached.unwrap(),
        "the subscription did not reach {position}"
    );
}

async fn database_log_and_effects() -> (TestDatabase, EventLog) {
    let (database, log) = database_and_log().await;
    create_effects(&database.pool()).await;
    (database, log)
}

#[tokio::test]
async fn every_event_is_handled_once_and_in_order() {
    let (database, log) = database_log_and_effects().await;
    fill(&log, "a", 25).await;
    let recorder = Recorder::default();
    let (stop, running) = start(&log, recorder.clone());
    reaches(&log, 25).await;
    log.append(add(100, "b", 0)).await.unwrap();
    reaches(&log, 26).await;
    assert_eq!(
        effects(&database.pool()).await,
        (1..=26).collect::<Vec<_>>()
    );
    assert_eq!(*recorder.batches.lock().unwrap(), [10, 10, 5, 1]);
    stop.cancel();
    running.await.unwrap();
    let status = subscription::status(&database.pool()).await.unwrap();
    assert_eq!(
        (status[0].position, status[0].lag, status[0].owner),
        (26, 0, None)
    );
}

#[tokio::test]
async fn what_cannot_be_handled_is_parked_and_the_rest_goes_on() {
    let (database, log) = database_log_and_effects().await;
    fill(&log, "a", 25).await;
    let recorder = Recorder::with(&[
        (1, Fault::Poison),
        (7, Fault::Panic),
        (13, Fault::BadData),
        (25, Fault::Poison),
    ]);
    let (_stop, _running) = start(&log, recorder.clone());
    reaches(&log, 25).await;
    let pool = database.pool();
    let parked = subscription::parked(&pool, NAME).await.unwrap();
    let seen: Vec<_> = parked
        .iter()
        .map(|event| (event.position, event.category.as_str(), event.attempts))
        .collect();
    let expected = [
        (1, "bad", 1),
        (7, "panic", 3),
        (13, "database_refused", 3),
        (25, "bad", 1),
    ];
    assert_eq!(seen, expected);
    let handled: Vec<i64> = (1..=25).filter(|n| ![1, 7, 13, 25].contains(n)).collect();
    assert_eq!(effects(&pool).await, handled);

    recorder
        .faults
        .lock()
        .unwrap()
        .retain(|position, _| *position == 7);
    let again = subscription::retry_parked(&log, &recorder).await.unwrap();
    assert_eq!(again, 3);
    let parked = subscription::parked(&pool, NAME).await.unwrap();
    assert_eq!(
        parked
            .iter()
            .map(|event| event.position)
            .collect::<Vec<_>>(),
        [7]
    );
    assert_eq!(effects(&pool).await.len(), 24);
}

/// In a rollout both run: the older one owns the subscription when the newer one writes something new.
#[tokio::test]
async fn an_event_of_a_newer_program_is_left_to_it() {
    let (database, log) = database_log_and_effects().await;
    let newer = EventLog::start(database.another_pool(3).await)
        .await
        .unwrap();
    let (_stop, _running) = start(&log, Recorder::with(&[(3, Fault::Unknown)]));
    fill(&log, "a", 2).await;
    reaches(&log, 2).await;
    let (_newer_stop, _newer_running) = start(&newer, Recorder::default());
    let now: DateTime<Utc> = sqlx::query_scalar("select clock_timestamp()")
        .fetch_one(&database.pool())
        .await
        .unwrap();
    let written_now = Append {
        recorded_at: now,
        ..add(100, "b", 0)
    };
    newer.append(written_now).await.unwrap();
    newer.append(add(101, "b", 1)).await.unwrap();
    reaches(&newer, 4).await;
    assert_eq!(effects(&database.pool()).await, [1, 2, 3, 4]);
    let parked = subscription::parked(&database.pool(), NAME).await.unwrap();
    assert_eq!(parked, []);
}

/// Nobody came who knew it.
#[tokio::test]
async fn an_event_that_stays_unknown_is_parked() {
    let (database, log) = database_log_and_effects().await;
    fill(&log, "a", 3).await;
    let (_stop, _running) = start(&log, Recorder::with(&[(2, Fault::Unknown)]));
    reaches(&log, 3).await;
    assert_eq!(effects(&database.pool()).await, [1, 3]);
    let parked = subscription::parked(&database.pool(), NAME).await.unwrap();
    assert_eq!((parked[0].position, parked[0].attempts), (2, 1));
}

#[tokio::test]
async fn a_passing_failure_is_tried_again_and_nothing_is_parked() {
    let (database, log) = database_log_and_effects().await;
    fill(&log, "a", 5).await;
    let (_stop, _running) = start(&log, Recorder::with(&[(3, Fault::Retry { times: 4 })]));
    reaches(&log, 5).await;
    assert_eq!(effects(&database.pool()).await, [1, 2, 3, 4, 5]);
    assert!(
        subscription::parked(&database.pool(), NAME)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn of_two_processes_one_runs_and_the_other_takes_over_when_it_stops() {
    let (database, log) = database_log_and_effects().await;
    let other = EventLog::start(database.another_pool(3).await)
        .await
        .unwrap();
    let (first, second) = (Recorder::default(), Recorder::default());
    let (stop, running) = start(&log, first.clone());
    log.append(add(1, "a", 0)).await.unwrap();
    reaches(&log, 1).await;
    let (_other_stop, _other_running) = start(&other, second.clone());
    log.append(add(2, "a", 1)).await.unwrap();
    reaches(&other, 2).await;
    assert!(second.batches.lock().unwrap().is_empty());
    stop.cancel();
    running.await.unwrap();
    other.append(add(3, "a", 2)).await.unwrap();
    reaches(&log, 3).await;
    assert_eq!(effects(&database.pool()).await, [1, 2, 3]);
    assert_eq!(second.batches.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_frozen_owner_is_replaced_and_moves_nothing_after_it_thaws() {
    let (database, log) = database_log_and_effects().await;
    let proxy = TcpProxy::before(&database.url()).await;
    let far_pool = PgPool::connect(&proxy.url(&database.url())).await.unwrap();
    let frozen = EventLog::start_with(far_pool, hasty()).await.unwrap();
    let (_stop, _running) = start(&frozen, Recorder::default());
    fill(&log, "a", 20).await;
    reaches(&log, 20).await;
    proxy.stall();
    // Its requests are on their way and arrive when it thaws.
    let (_other_stop, _other_running) = start(&log, Recorder::default());
    for number in 20..40 {
        log.append(add(100 + u128::try_from(number).unwrap(), "a", number))
            .await
            .unwrap();
    }
    reaches(&log, 40).await;
    proxy.resume();
    for number in 40..60 {
        log.append(add(100 + u128::try_from(number).unwrap(), "a", number))
            .await
            .unwrap();
    }
    reaches(&log, 60).await;
    assert_eq!(
        effects(&database.pool()).await,
        (1..=60).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn an_owner_frozen_within_its_transaction_does_not_lock_out_the_next() {
    let (database, log) = database_log_and_effects().await;
    let proxy = Arc::new(TcpProxy::before(&database.url()).await);
    let far_pool = PgPool::connect(&proxy.url(&database.url())).await.unwrap();
    let frozen = EventLog::start_with(far_pool, hasty()).await.unwrap();
    let stop = CancellationToken::new();
    let options = Options {
        lease_seconds: 1,
        ..Options::default()
    };
    let freezing = Freezes {
        proxy: proxy.clone(),
    };
    tokio::spawn(subscription::run(frozen, freezing, options, stop.clone()));
    log.append(add(1, "a", 0)).await.unwrap();
    let pool = database.pool();
    eventually(DEADLINE, async || {
        let idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                    AND state LIKE 'idle in transaction%' AND query LIKE 'INSERT INTO effects%'";
        sqlx::query_scalar::<_, i64>(idle)
            .fetch_one(&pool)
            .await
            .unwrap()
            > 0
    })
    .await;
    let (_stop, _running) = start(&log, Recorder::default());
    reaches(&log, 1).await;
    assert_eq!(effects(&pool).await, [1]);
    stop.cancel();
}

/// Its process freezes after it wrote, before it can commit.
struct Freezes {
    proxy: Arc<TcpProxy>,
}

#[async_trait]
impl Handler for Freezes {
    fn name(&self) -> String {
        NAME.to_owned()
    }

    async fn handle(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        for event in events {
            sqlx::query("INSERT INTO effects (position) VALUES ($1)")
                .bind(event.position)
                .execute(&mut **transaction)
                .await?;
        }
        self.proxy.stall();
        Ok(())
    }
}

#[tokio::test]
async fn a_reset_sends_a_running_owner_back() {
    let (database, log) = database_log_and_effects().await;
    let pool = database.pool();
    fill(&log, "a", 12).await;
    let (_stop, _running) = start(&log, Recorder::default());
    reaches(&log, 12).await;
    let mut transaction = pool.begin().await.unwrap();
    transaction.execute("TRUNCATE effects").await.unwrap();
    subscription::reset(&mut *transaction, NAME, 5)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    log.append(add(100, "a", 12)).await.unwrap();
    eventually(DEADLINE, async || {
        subscription::checkpoint(&pool, NAME).await.unwrap() == 13
    })
    .await;
    assert_eq!(effects(&pool).await, (6..=13).collect::<Vec<_>>());
}

#[tokio::test]
async fn waiting_for_a_position_ends_at_the_deadline() {
    let (_database, log) = database_and_log().await;
    fill(&log, "a", 1).await;
    let soon = tokio::time::Instant::now() + Duration::from_millis(30);
    assert!(!subscription::wait_for(&log, NAME, 1, soon).await.unwrap());
}
