//! A database that goes away, answers that are lost, processes that freeze.

use std::sync::Arc;
use std::time::Duration;

use event_store::{AppendError, Appended, EventLog};
use testkit::{PrivatePostgres, TcpProxy, TestDatabase, eventually};

use crate::fixture::{DEADLINE, add, append_together, hasty};

async fn through_proxy(database: &TestDatabase) -> (TcpProxy, EventLog) {
    let proxy = TcpProxy::before(&database.url()).await;
    let pool = sqlx::PgPool::connect(&proxy.url(&database.url()))
        .await
        .unwrap();
    let log = EventLog::start_with(pool, hasty()).await.unwrap();
    (proxy, log)
}

async fn positions(log: &EventLog) -> Vec<i64> {
    let events = log.after(0, 10_000).await.unwrap();
    events.into_iter().map(|event| event.position).collect()
}

#[tokio::test]
async fn a_batch_whose_answer_is_lost_is_sent_again_and_written_once() {
    let database = TestDatabase::create().await;
    let (proxy, log) = through_proxy(&database).await;
    let near = EventLog::start(database.pool()).await.unwrap();
    log.append(add(1, "a", 0)).await.unwrap();
    proxy.stall_answers();
    let waiting = tokio::spawn({
        let log = log.clone();
        async move { log.append(add(2, "a", 1)).await }
    });
    eventually(DEADLINE, async || near.head().await.unwrap().position == 2).await;
    proxy.resume();
    proxy.cut();
    let outcome = waiting.await.unwrap().unwrap();
    let position = match outcome {
        Appended::Written { position, .. } | Appended::AlreadyDone { position } => position,
    };
    assert_eq!(position, 2);
    assert_eq!(positions(&near).await, [1, 2]);
}

#[tokio::test]
async fn a_process_that_freezes_holds_up_nobody() {
    let database = TestDatabase::create().await;
    let (proxy, frozen) = through_proxy(&database).await;
    let near = EventLog::start(database.pool()).await.unwrap();
    frozen.append(add(1, "a", 0)).await.unwrap();
    for round in 0..10 {
        let stuck = (100..140)
            .map(|n| add(1000 * round + n, &format!("f{round}-{n}"), 0))
            .collect();
        let frozen = frozen.clone();
        let appending = tokio::spawn(async move { append_together(&frozen, stuck).await });
        tokio::task::yield_now().await;
        proxy.stall();
        let lone = near.append(add(10 + round, &format!("n{round}"), 0));
        let outcome = tokio::time::timeout(Duration::from_secs(2), lone).await;
        assert!(outcome.expect("nobody holds the head").is_ok());
        proxy.resume();
        for outcome in appending.await.unwrap() {
            assert!(outcome.is_ok(), "{outcome:?}");
        }
    }
    assert_eq!(positions(&near).await.len(), 411);
}

#[tokio::test]
async fn without_a_database_a_command_is_answered_unavailable_and_later_ones_go_on() {
    let database = TestDatabase::create().await;
    let (proxy, log) = through_proxy(&database).await;
    log.append(add(1, "a", 0)).await.unwrap();
    proxy.refuse();
    let refused = log.append(add(2, "a", 1)).await;
    assert!(
        matches!(refused, Err(AppendError::Unavailable)),
        "{refused:?}"
    );
    proxy.resume();
    assert!(log.append(add(2, "a", 1)).await.is_ok());
}

#[tokio::test]
async fn a_session_that_keeps_the_head_is_waited_for_only_so_long() {
    let database = TestDatabase::create().await;
    let log = EventLog::start_with(database.pool(), hasty())
        .await
        .unwrap();
    let mut holding = database.pool().begin().await.unwrap();
    sqlx::query("SELECT * FROM log_head FOR UPDATE")
        .execute(&mut *holding)
        .await
        .unwrap();
    let refused = log.append(add(1, "a", 0)).await;
    assert!(
        matches!(refused, Err(AppendError::Unavailable)),
        "{refused:?}"
    );
    holding.rollback().await.unwrap();
    assert!(log.append(add(1, "a", 0)).await.is_ok());
}

#[tokio::test]
async fn a_restarted_server_loses_nothing_that_was_answered() {
    let server = PrivatePostgres::start_new().await;
    let pool = sqlx::PgPool::connect(server.url()).await.unwrap();
    sqlx::migrate!("../migrations").run(&pool).await.unwrap();
    let log = Arc::new(EventLog::start(pool).await.unwrap());
    let writing = tokio::spawn({
        let log = log.clone();
        async move {
            let mut answered = 0;
            for number in 1..=400 {
                let command = add(number, &format!("s{number}"), 0);
                while log.append(command.clone()).await.is_err() {}
                answered += 1;
            }
            answered
        }
    });
    let mut head = log.watch_head();
    head.wait_for(|head| *head > 20).await.unwrap();
    server.crash().await;
    server.start().await;
    assert_eq!(writing.await.unwrap(), 400);
    assert_eq!(positions(&log).await, (1..=400).collect::<Vec<_>>());
}
