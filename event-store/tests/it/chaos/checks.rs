//! What must hold after a history.

use std::collections::{BTreeMap, HashMap};

use event_store::verify::{Verification, Verified, verify};
use event_store::{EventLog, EventRecord, GuardStep, OpenClaim, Restriction};
use sqlx::PgPool;
use testkit::{TestDatabase, eventually};

use super::workers::{Answer, MEETING, Outcome, PAIRS, SEATS, steps};
use crate::fixture::DEADLINE;
use crate::subscriptions::{effects, reaches};

pub(super) async fn check(database: &TestDatabase, log: &EventLog, answers: &[Answer]) {
    late_batches_are_done(&database.pool()).await;
    let head = log.head().await.unwrap().position;
    let events = log.after(0, i64::MAX).await.unwrap();
    assert!(head > 0, "nothing was written");
    nothing_is_missing(&events, head);
    streams_are_dense(&events);
    answered_is_written(&events, answers);
    guards_are_a_fold(&events, log).await;
    let verified = verify(&database.pool(), Verified::START, None, |_, _| {})
        .await
        .unwrap();
    assert!(matches!(verified, Verification::Intact(_)), "{verified:?}");
    reaches(log, head).await;
    let handled = effects(&database.pool()).await;
    assert_eq!(
        handled,
        (1..=head).collect::<Vec<_>>(),
        "delivered once and in order"
    );
}

/// Batches that were on their way when their process lost its connection.
async fn late_batches_are_done(pool: &PgPool) {
    let appending = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                     AND state = 'active' AND query LIKE 'CALL %'";
    eventually(DEADLINE, async || {
        sqlx::query_scalar::<_, i64>(appending)
            .fetch_one(pool)
            .await
            .unwrap()
            == 0
    })
    .await;
}

fn nothing_is_missing(events: &[EventRecord], head: i64) {
    let positions: Vec<i64> = events.iter().map(|event| event.position).collect();
    assert_eq!(
        positions,
        (1..=head).collect::<Vec<_>>(),
        "positions without gaps"
    );
}

fn streams_are_dense(events: &[EventRecord]) {
    let mut sequences: HashMap<(&str, &str), i64> = HashMap::new();
    for event in events {
        let sequence = sequences
            .entry((&event.aggregate_type, &event.aggregate_id))
            .or_default();
        *sequence += 1;
        assert_eq!(
            event.sequence, *sequence,
            "{} {}",
            event.aggregate_type, event.aggregate_id
        );
    }
}

/// Accepted commands wrote all their events once and together, rejected ones nothing.
fn answered_is_written(events: &[EventRecord], answers: &[Answer]) {
    let mut written: HashMap<&str, Vec<i64>> = HashMap::new();
    for event in events {
        written
            .entry(&event.metadata["command_id"])
            .or_default()
            .push(event.position);
    }
    let mut accepted = 0;
    for answer in answers {
        let positions = written
            .remove(answer.command.to_string().as_str())
            .unwrap_or_default();
        let last = match answer.outcome {
            Outcome::Done(position) => position,
            Outcome::Unclear if !positions.is_empty() => positions[positions.len() - 1],
            Outcome::Unclear | Outcome::Rejected => {
                assert!(positions.is_empty(), "{} was rejected", answer.command);
                continue;
            }
        };
        accepted += 1;
        let first = last + 1 - i64::try_from(answer.events).unwrap();
        assert_eq!(
            positions,
            (first..=last).collect::<Vec<_>>(),
            "{}",
            answer.command
        );
    }
    assert!(written.is_empty(), "nobody sent {written:?}");
    assert!(
        accepted > answers.len() / 4,
        "only {accepted} of {} were accepted",
        answers.len()
    );
    assert!(accepted < answers.len(), "nothing was rejected");
}

async fn guards_are_a_fold(events: &[EventRecord], log: &EventLog) {
    let mut claims: BTreeMap<String, String> = BTreeMap::new();
    let mut restrictions = BTreeMap::new();
    for event in events
        .iter()
        .filter(|event| event.aggregate_type == MEETING)
    {
        for step in steps(&event.event_type, &event.aggregate_id, &event.payload) {
            let position = event.position;
            match step {
                GuardStep::Vacant { key, .. } => assert!(!claims.contains_key(&key), "{position}"),
                GuardStep::Require { key, holder, .. } => {
                    assert_eq!(claims[&key], holder, "{position}");
                }
                GuardStep::Claim { key, holder, .. } => {
                    claims.insert(key, holder);
                }
                GuardStep::Release { key, .. } => {
                    claims.remove(&key);
                }
                GuardStep::Restrict {
                    key, holder, until, ..
                } => {
                    restrictions.insert((key, holder), until);
                }
                GuardStep::Unrestricted { key, at, .. } => {
                    let free = restrictions.iter().all(|((of, _), until)| {
                        *of != key || until.is_some_and(|until| until <= at)
                    });
                    assert!(free, "{position}");
                }
            }
        }
    }
    let claims: Vec<_> = claims
        .into_iter()
        .map(|(key, holder)| OpenClaim { key, holder })
        .collect();
    assert_eq!(log.open_claims(SEATS).await.unwrap(), claims);
    let micros =
        |until: Option<chrono::DateTime<chrono::Utc>>| until.map(|until| until.timestamp_micros());
    let expected: Vec<_> = restrictions
        .into_iter()
        .map(|((key, holder), until)| (key, holder, micros(until)))
        .collect();
    let keys: Vec<String> = expected.iter().map(|(key, ..)| key.clone()).collect();
    let stored: Vec<_> = log
        .restrictions_of(PAIRS, &keys)
        .await
        .unwrap()
        .into_iter()
        .map(|Restriction { key, holder, until }| (key, holder, micros(until)))
        .collect();
    assert_eq!(stored, expected);
}
