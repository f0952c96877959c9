//! Rules across aggregates.

use chrono::{DateTime, TimeDelta, Utc};
use event_store::{AppendError, Appended, EventLog, GuardStep, Restriction};

use crate::fixture::{append_together, at, database_and_log, guarded};

const SEATS: &str = "seats";
const PAIRS: &str = "pairs";

fn claim(key: &str, holder: &str) -> GuardStep {
    GuardStep::Claim {
        space: SEATS,
        key: key.into(),
        holder: holder.into(),
    }
}
fn release(key: &str, holder: &str) -> GuardStep {
    GuardStep::Release {
        space: SEATS,
        key: key.into(),
        holder: holder.into(),
    }
}
fn require(key: &str, holder: &str) -> GuardStep {
    GuardStep::Require {
        space: SEATS,
        key: key.into(),
        holder: holder.into(),
    }
}
fn vacant(key: &str) -> GuardStep {
    GuardStep::Vacant {
        space: SEATS,
        key: key.into(),
    }
}
fn restrict(key: &str, holder: &str, until: Option<DateTime<Utc>>) -> GuardStep {
    GuardStep::Restrict {
        space: PAIRS,
        key: key.into(),
        holder: holder.into(),
        until,
    }
}
fn unrestricted(key: &str, at: DateTime<Utc>) -> GuardStep {
    GuardStep::Unrestricted {
        space: PAIRS,
        key: key.into(),
        at,
    }
}

#[track_caller]
fn refused(outcome: Result<Appended, AppendError>) -> (String, String) {
    match outcome {
        Err(AppendError::Guard { space, key }) => (space, key),
        other => panic!("not refused by a guard: {other:?}"),
    }
}

async fn holder(log: &EventLog, key: &str) -> Option<String> {
    log.claim(SEATS, key).await.unwrap()
}

#[tokio::test]
async fn a_key_has_one_holder_until_it_is_released() {
    let (_database, log) = database_and_log().await;
    log.append(guarded(1, vec![claim("k", "a")])).await.unwrap();
    assert_eq!(
        refused(log.append(guarded(2, vec![claim("k", "b")])).await),
        (SEATS.into(), "k".into())
    );
    // Its holder may claim it again, and only its holder can give it back.
    log.append(guarded(3, vec![claim("k", "a")])).await.unwrap();
    log.append(guarded(4, vec![release("k", "b")]))
        .await
        .unwrap();
    assert_eq!(holder(&log, "k").await.as_deref(), Some("a"));
    log.append(guarded(5, vec![release("k", "a")]))
        .await
        .unwrap();
    assert_eq!(holder(&log, "k").await, None);
    log.append(guarded(6, vec![claim("k", "b")])).await.unwrap();
    assert_eq!(holder(&log, "k").await.as_deref(), Some("b"));
    assert_eq!(log.open_claims(SEATS).await.unwrap().len(), 1);
    let holders = log
        .claims(SEATS, &["k".into(), "none".into()])
        .await
        .unwrap();
    assert_eq!(holders.len(), 1);
}

#[tokio::test]
async fn require_and_vacant_look_without_taking() {
    let (_database, log) = database_and_log().await;
    log.append(guarded(1, vec![vacant("k")])).await.unwrap();
    refused(log.append(guarded(2, vec![require("k", "a")])).await);
    log.append(guarded(3, vec![claim("k", "a")])).await.unwrap();
    log.append(guarded(4, vec![require("k", "a")]))
        .await
        .unwrap();
    refused(log.append(guarded(5, vec![require("k", "b")])).await);
    refused(log.append(guarded(6, vec![vacant("k")])).await);
}

#[tokio::test]
async fn a_refused_command_leaves_nothing_of_its_steps() {
    let (_database, log) = database_and_log().await;
    log.append(guarded(
        1,
        vec![
            claim("taken", "x"),
            claim("mine", "y"),
            restrict("p", "old", Some(at(5))),
        ],
    ))
    .await
    .unwrap();
    let steps = vec![
        claim("free", "y"),
        release("mine", "y"),
        restrict("p", "old", None),
        restrict("p", "new", None),
        claim("taken", "y"),
    ];
    refused(log.append(guarded(2, steps)).await);
    assert_eq!(holder(&log, "free").await, None);
    assert_eq!(holder(&log, "mine").await.as_deref(), Some("y"));
    let expected = Restriction {
        key: "p".into(),
        holder: "old".into(),
        until: Some(at(5) - TimeDelta::nanoseconds(789)),
    };
    assert_eq!(
        log.restrictions_of(PAIRS, &["p".into()]).await.unwrap(),
        vec![expected]
    );
    assert!(
        log.stream("counter", "guarded-2", 0)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn steps_see_the_steps_before_them() {
    let (_database, log) = database_and_log().await;
    let steps = vec![
        claim("k", "a"),
        require("k", "a"),
        release("k", "a"),
        vacant("k"),
        claim("k", "b"),
    ];
    log.append(guarded(1, steps)).await.unwrap();
    assert_eq!(holder(&log, "k").await.as_deref(), Some("b"));
    let contradiction = vec![restrict("p", "h", Some(at(10))), unrestricted("p", at(0))];
    assert_eq!(
        refused(log.append(guarded(2, contradiction)).await),
        (PAIRS.into(), "p".into())
    );
}

#[tokio::test]
async fn of_many_claims_at_once_one_is_granted() {
    let (_database, log) = database_and_log().await;
    let appends = (1..=60)
        .map(|n| guarded(n, vec![claim("k", &n.to_string())]))
        .collect();
    let outcomes = append_together(&log, appends).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    // Taken and given back within one batch by each.
    let appends = (101..=160)
        .map(|n| {
            guarded(
                n,
                vec![
                    vacant("other"),
                    claim("other", &n.to_string()),
                    release("other", &n.to_string()),
                ],
            )
        })
        .collect();
    assert!(
        append_together(&log, appends)
            .await
            .iter()
            .all(Result::is_ok)
    );
    assert_eq!(holder(&log, "other").await, None);
}

#[tokio::test]
async fn restrictions_end_by_the_commands_own_clock() {
    let (_database, log) = database_and_log().await;
    log.append(guarded(1, vec![restrict("p", "cooldown", Some(at(10)))]))
        .await
        .unwrap();
    refused(log.append(guarded(2, vec![unrestricted("p", at(9))])).await);
    log.append(guarded(3, vec![unrestricted("p", at(10))]))
        .await
        .unwrap();
    // Another holder's restriction without end stands beside it; each replaces only its own.
    log.append(guarded(4, vec![restrict("p", "block", None)]))
        .await
        .unwrap();
    refused(
        log.append(guarded(5, vec![unrestricted("p", at(1_000_000))]))
            .await,
    );
    log.append(guarded(
        6,
        vec![
            restrict("p", "block", Some(at(20))),
            unrestricted("p", at(20)),
        ],
    ))
    .await
    .unwrap();
    assert_eq!(log.restrictions(PAIRS, at(15)).await.unwrap().len(), 1);
    assert_eq!(
        log.restrictions_of(PAIRS, &["p".into()])
            .await
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn restrictions_set_in_a_batch_are_seen_by_later_commands_of_it() {
    let (_database, log) = database_and_log().await;
    let appends = (1..=40)
        .map(|n| {
            guarded(
                n,
                vec![
                    unrestricted("p", at(0)),
                    restrict("p", &n.to_string(), Some(at(1))),
                ],
            )
        })
        .collect();
    let outcomes = append_together(&log, appends).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(log.restrictions(PAIRS, at(0)).await.unwrap().len(), 1);
}
