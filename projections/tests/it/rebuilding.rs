//! Rebuilds beside live rows, readers and other processes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

use event_store::subscription::checkpoint;
use projections::rebuild::rebuild;
use projections::status::status;
use projections::{ProjectionError, all, find};
use testkit::eventually;

use crate::history::History;
use crate::system::{PATIENCE, System};

#[tokio::test]
async fn rebuilt_rows_equal_live_rows_byte_for_byte() {
    let system = System::new().await;
    let live = system.run_live();
    let position = History::new(10).append(&system.log, 1_200).await;
    system.wait_for_all(position).await;
    drop(live);
    for projection in all() {
        let before = system.rows(projection).await;
        assert!(!before.is_empty());
        let rebuilt = system.rebuild(projection).await.unwrap();
        assert_eq!((rebuilt.position, rebuilt.skipped), (position, vec![]));
        assert_eq!(
            system.rows(projection).await,
            before,
            "{}",
            projection.table()
        );
        assert_eq!(system.verify(projection).await.different, 0);
    }
}

#[tokio::test]
async fn a_rebuild_keeps_up_with_appends_that_go_on() {
    let system = System::new().await;
    let _live = system.run_live();
    let mut history = History::new(11);
    history.append(&system.log, 500).await;
    let (log, done) = (system.log.clone(), Arc::new(AtomicBool::new(false)));
    let appending = tokio::spawn({
        let done = done.clone();
        async move {
            let mut position = 0;
            while !done.load(Ordering::Relaxed) {
                position = history.append(&log, 20).await;
            }
            position
        }
    });
    for projection in all() {
        for _ in 0..3 {
            system.rebuild(projection).await.unwrap();
            assert_eq!(
                system.verify(projection).await.different,
                0,
                "{}",
                projection.table()
            );
        }
    }
    done.store(true, Ordering::Relaxed);
    let position = appending.await.unwrap();
    system.wait_for_all(position).await;
    for projection in all() {
        let verified = system.verify(projection).await;
        assert_eq!((verified.position, verified.different), (position, 0));
    }
}

#[tokio::test]
async fn an_interrupted_rebuild_harms_nothing_and_the_next_one_succeeds() {
    let system = System::new().await;
    let _live = system.run_live();
    let position = History::new(12).append(&system.log, 600).await;
    system.wait_for_all(position).await;
    let conversations = find("conversations").unwrap();
    let before = system.rows(conversations).await;

    let progressed = tokio::sync::Notify::new();
    let mut on_progress = |_| progressed.notify_one();
    // Whenever it is interrupted, it has not come further than this.
    let mut no_swap = system.pool.begin().await.unwrap();
    let lock = format!("lock table {} in share mode", conversations.table());
    sqlx::query(&lock).execute(&mut *no_swap).await.unwrap();
    tokio::select! {
        biased;
        () = progressed.notified() => {}
        _ = rebuild(&system.pool, &system.log, conversations, &mut on_progress) => panic!("it was to be interrupted"),
    }
    let interrupted = status(&system.pool, &system.log).await.unwrap();
    assert!(
        interrupted.iter().any(|status| status.shadow),
        "{interrupted:?}"
    );
    assert_eq!(system.rows(conversations).await, before);
    no_swap.rollback().await.unwrap();

    // The server may need a moment to see that the connection, and with it the lock, is gone.
    eventually(PATIENCE, || async {
        match system.rebuild(conversations).await {
            Ok(_) => true,
            Err(ProjectionError::Busy(_)) => false,
            Err(other) => panic!("{other}"),
        }
    })
    .await;
    assert_eq!(system.rows(conversations).await, before);
    assert!(
        status(&system.pool, &system.log)
            .await
            .unwrap()
            .iter()
            .all(|status| !status.shadow)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_rebuilds_at_once_the_second_is_told_so() {
    let system = Arc::new(System::new().await);
    History::new(13).append(&system.log, 100).await;
    let seekers = find("seekers").unwrap();
    let (progressed, first_is_under_way) = mpsc::channel();
    let (go_on, second_is_refused) = mpsc::channel();
    let first = tokio::spawn({
        let system = system.clone();
        async move {
            let mut on_progress = move |_| {
                progressed.send(()).unwrap();
                tokio::task::block_in_place(|| second_is_refused.recv()).unwrap();
            };
            rebuild(&system.pool, &system.log, seekers, &mut on_progress).await
        }
    });
    tokio::task::spawn_blocking(move || first_is_under_way.recv())
        .await
        .unwrap()
        .unwrap();
    assert!(matches!(
        system.rebuild(seekers).await,
        Err(ProjectionError::Busy(_))
    ));
    go_on.send(()).unwrap();
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn readers_see_all_rows_before_during_and_after_a_swap() {
    let system = Arc::new(System::new().await);
    let position = History::new(14).append(&system.log, 800).await;
    let cards = find("member_cards").unwrap();
    system.rebuild(cards).await.unwrap();
    let expected = system.rows(cards).await.len();

    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (system, done) = (system.clone(), done.clone());
            tokio::spawn(async move {
                let mut reads = 0;
                while !done.load(Ordering::Relaxed) {
                    assert_eq!(system.rows(cards).await.len(), expected);
                    reads += 1;
                }
                reads
            })
        })
        .collect();
    for _ in 0..5 {
        assert_eq!(system.rebuild(cards).await.unwrap().position, position);
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
}

#[tokio::test]
async fn a_new_read_model_is_filled_by_a_rebuild_and_goes_on_live_from_there() {
    let system = System::new().await;
    let mut history = History::new(15);
    let filled_to = history.append(&system.log, 400).await;
    for projection in all() {
        system.rebuild(projection).await.unwrap();
        assert_eq!(
            checkpoint(&system.pool, &projection.table()).await.unwrap(),
            filled_to
        );
    }
    let _live = system.run_live();
    let position = history.append(&system.log, 400).await;
    system.wait_for_all(position).await;
    for projection in all() {
        assert_eq!(system.verify(projection).await.different, 0);
    }
}

#[tokio::test]
async fn a_rebuild_mends_rows_and_keeps_views_grants_and_indexes() {
    let system = System::new().await;
    let position = History::new(16).append(&system.log, 400).await;
    let cards = find("member_cards").unwrap();
    system.rebuild(cards).await.unwrap();
    let before = system.rows(cards).await;
    for statement in [
        "create view complete_members as select member from member_cards_v1 where complete",
        "create index by_zone on member_cards_v1 (time_zone)",
        "update member_cards_v1 set minor = not minor",
    ] {
        sqlx::query(statement).execute(&system.pool).await.unwrap();
    }
    assert_eq!(system.rebuild(cards).await.unwrap().position, position);
    assert_eq!(system.rows(cards).await, before);
    let seen: i64 = sqlx::query_scalar("select count(*) from complete_members")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert!(seen > 0);
    let indexes: Vec<(String, bool)> = sqlx::query_as(
        "select indexrelid::regclass::text, indisvalid from pg_index where indrelid = 'member_cards_v1'::regclass order by 1",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap();
    assert_eq!(
        indexes,
        [
            ("by_zone".to_owned(), true),
            ("member_cards_v1_pkey".to_owned(), true)
        ]
    );
}
