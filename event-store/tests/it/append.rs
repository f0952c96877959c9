//! Versions, command ids, positions, data that the database refuses.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use event_store::{Append, AppendError, Appended};
use serde_json::json;

use crate::fixture::{add, append_together, at, database_and_log, id};

#[tokio::test]
async fn an_event_is_read_back_as_it_was_written() {
    let (_database, log) = database_and_log().await;
    let append = add(7, "a", 0);
    let written = log.append(append.clone()).await.unwrap();
    assert_eq!(
        written,
        Appended::Written {
            position: 1,
            sequence: 1
        }
    );

    let records = log.stream("counter", "a", 0).await.unwrap();
    assert_eq!(records.len(), 1);
    let record = &records[0];
    assert_eq!((record.position, record.sequence), (1, 1));
    assert_eq!(record.event_type, "Added");
    assert_eq!(record.event_version, "1");
    assert_eq!(record.payload, append.events[0].payload);
    assert_eq!(record.metadata, append.metadata.into_iter().collect());
    assert_eq!(record.recorded_at, at(0) - TimeDelta::nanoseconds(789));
    assert_eq!(log.head().await.unwrap().hash, record.hash);
    assert_eq!(log.after(0, 10).await.unwrap(), records);
}

#[tokio::test]
async fn positions_are_dense_in_whatever_order_commands_come() {
    let (_database, log) = database_and_log().await;
    let appends = (1..=500).map(|n| add(n, &format!("s{n}"), 0)).collect();
    let outcomes = append_together(&log, appends).await;
    let mut positions: Vec<i64> = outcomes
        .into_iter()
        .map(|outcome| match outcome.unwrap() {
            Appended::Written { position, .. } => position,
            Appended::AlreadyDone { .. } => panic!("no command was repeated"),
        })
        .collect();
    positions.sort_unstable();
    assert_eq!(positions, (1..=500).collect::<Vec<_>>());
    assert_eq!(log.head().await.unwrap().position, 500);
    assert_eq!(*log.watch_head().borrow(), 500);
}

#[tokio::test]
async fn a_decision_made_at_another_version_conflicts_and_names_the_actual_one() {
    let (_database, log) = database_and_log().await;
    log.append(add(1, "a", 0)).await.unwrap();
    for expected in [0, 2] {
        let conflict = log.append(add(2, "a", expected)).await.unwrap_err();
        assert!(
            matches!(conflict, AppendError::Conflict { actual: 1 }),
            "{conflict}"
        );
    }
    assert_eq!(log.outcome(id(2)).await.unwrap(), None);
    assert!(log.append(add(2, "a", 1)).await.is_ok());
}

#[tokio::test]
async fn of_commands_on_one_stream_at_once_exactly_one_is_written() {
    let (_database, log) = database_and_log().await;
    let outcomes = append_together(&log, (1..=20).map(|n| add(n, "a", 0)).collect()).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(log.stream("counter", "a", 0).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_repeated_command_changes_nothing_and_is_answered_with_its_position() {
    let (_database, log) = database_and_log().await;
    log.append(add(1, "a", 0)).await.unwrap();
    log.append(add(2, "b", 0)).await.unwrap();
    let repeated = log.append(add(1, "a", 1)).await.unwrap();
    assert_eq!(repeated, Appended::AlreadyDone { position: 1 });
    assert_eq!(log.outcome(id(1)).await.unwrap(), Some(1));
    assert_eq!(log.head().await.unwrap().position, 2);
}

#[tokio::test]
async fn a_command_sent_many_times_at_once_is_written_once() {
    let (_database, log) = database_and_log().await;
    let outcomes = append_together(&log, (0..50).map(|_| add(1, "a", 0)).collect()).await;
    let written = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Ok(Appended::Written { .. })))
        .count();
    assert_eq!(written, 1);
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(log.head().await.unwrap().position, 1);
}

#[tokio::test]
async fn a_decision_without_events_is_remembered_and_checked() {
    let (_database, log) = database_and_log().await;
    log.append(add(1, "a", 0)).await.unwrap();
    let nothing = |command, expected| Append {
        events: Vec::new(),
        ..add(command, "a", expected)
    };
    let done = log.append(nothing(2, 1)).await.unwrap();
    assert_eq!(
        done,
        Appended::Written {
            position: 1,
            sequence: 1
        }
    );
    assert_eq!(log.outcome(id(2)).await.unwrap(), Some(1));
    assert!(matches!(
        log.append(nothing(3, 0)).await,
        Err(AppendError::Conflict { actual: 1 })
    ));
    assert_eq!(log.head().await.unwrap().position, 1);
}

#[tokio::test]
async fn several_events_of_a_command_follow_each_other() {
    let (_database, log) = database_and_log().await;
    let mut append = add(1, "a", 0);
    append.events = vec![append.events[0].clone(); 3];
    let written = log.append(append).await.unwrap();
    assert_eq!(
        written,
        Appended::Written {
            position: 3,
            sequence: 3
        }
    );
}

#[tokio::test]
async fn a_forgotten_command_id_is_only_forgotten_after_35_days() {
    let (_database, log) = database_and_log().await;
    log.append(add(1, "a", 0)).await.unwrap();
    let day = |days| at(0) + TimeDelta::days(days);
    assert_eq!(log.sweep_commands(day(34)).await.unwrap(), 0);
    assert_eq!(log.sweep_commands(day(36)).await.unwrap(), 1);
    assert_eq!(log.outcome(id(1)).await.unwrap(), None);
}

#[tokio::test]
async fn nul_and_oversize_are_refused_at_the_edge() {
    let (_database, log) = database_and_log().await;
    let mut in_payload = add(1, "a", 0);
    in_payload.events[0].payload = json!({"text": ["fine", "not \0 fine"]});
    let mut in_metadata = add(2, "a", 0);
    in_metadata.metadata.insert("k".into(), "\0".into());
    let in_id = add(3, "a\0", 0);
    let mut large = add(4, "a", 0);
    large.events[0].payload = json!("x".repeat(2 << 20));
    let long_id = add(5, &"x".repeat(3000), 0);
    for append in [in_payload, in_metadata, in_id, large, long_id] {
        let refused = log.append(append).await.unwrap_err();
        assert!(matches!(refused, AppendError::Invalid { .. }), "{refused}");
    }
    assert_eq!(log.head().await.unwrap().position, 0);
}

#[tokio::test]
async fn one_bad_command_in_a_batch_is_named_and_the_others_are_written() {
    let (_database, log) = database_and_log().await;
    let mut appends: Vec<Append> = (1..=100).map(|n| add(n, &format!("s{n}"), 0)).collect();
    // A moment that chrono knows and PostgreSQL does not.
    appends[37].recorded_at = DateTime::<Utc>::MIN_UTC;
    let outcomes = append_together(&log, appends).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        if number == 37 {
            assert!(
                matches!(outcome, Err(AppendError::Invalid { .. })),
                "{outcome:?}"
            );
        } else {
            assert!(outcome.is_ok(), "{number}: {outcome:?}");
        }
    }
    assert_eq!(log.head().await.unwrap().position, 99);
}

#[tokio::test]
async fn callers_that_stop_waiting_disturb_nobody() {
    let (_database, log) = database_and_log().await;
    for number in 1..=50 {
        let append = log.append(add(number, &format!("s{number}"), 0));
        let _ = tokio::time::timeout(Duration::from_micros(200), append).await;
    }
    let after = log.append(add(1000, "after", 0)).await.unwrap();
    assert!(matches!(after, Appended::Written { .. }));
    let head = log.head().await.unwrap().position;
    let events = log.after(0, 100).await.unwrap();
    assert_eq!(events.len(), usize::try_from(head).unwrap());
}

#[tokio::test]
async fn events_cannot_be_changed_or_removed() {
    let (database, log) = database_and_log().await;
    log.append(add(1, "a", 0)).await.unwrap();
    for statement in [
        "UPDATE events SET event_type = 'Other'",
        "DELETE FROM events",
        "TRUNCATE events",
    ] {
        let refused = sqlx::query(statement).execute(&database.pool()).await;
        assert!(refused.is_err(), "{statement}");
    }
}
