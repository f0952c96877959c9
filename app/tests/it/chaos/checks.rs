//! What must hold after a history.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use app::policy_runner::decode;
use cqrs_es::event_sink::EventSink;
use domain::guard::{Guard, Space, guards};
use domain::matching::Match;
use domain::member::Member;
use domain::search::Search;
use domain::{Command, Event, Stream};
use event_store::verify::{Verification, Verified, verify};
use event_store::{EventRecord, OpenClaim, Restriction};
use testkit::{TestDatabase, eventually};

use super::Town;
use super::replica::{Replica, rules};
use super::workers::{Answer, Attempt};

/// For what is under way when the faults end; long, because the machine may be busy.
const SOON: Duration = Duration::from_mins(1);

pub(super) async fn check(database: &TestDatabase, town: &Town, attempts: &[Attempt]) {
    everything_has_settled(database).await;
    let log = town.near().dispatcher.log();
    let records = log.after(0, i64::MAX).await.unwrap();
    let history: Vec<Event> = records
        .iter()
        .map(|record| decode(record).unwrap())
        .collect();
    positions_are_dense(&records);
    answered_is_written(&records, attempts);
    decided_on_what_was_true(&records, &history, attempts).await;
    guards_are_a_fold(town, &history).await;
    replicas_agree(town, &history).await;
    let pool = database.pool();
    let verified = verify(&pool, Verified::START, None, |_, _| {}).await;
    let verified = verified.unwrap();
    assert!(matches!(verified, Verification::Intact(_)), "{verified:?}");
    live_is_rebuilt(database, town).await;
}

/// Batches whose process lost its connection have ended, and policies and read models have seen the whole log.
async fn everything_has_settled(database: &TestDatabase) {
    let pool = database.pool();
    let under_way = "select count(*) from pg_stat_activity where datname = current_database() \
                     and state = 'active' and query like 'CALL %'";
    let behind =
        "select count(*) from checkpoints, log_head where checkpoints.position < log_head.position";
    eventually(SOON, async || {
        let mut left = 0;
        for query in [under_way, behind] {
            let count: i64 = sqlx::query_scalar(query).fetch_one(&pool).await.unwrap();
            left += count;
        }
        left == 0
    })
    .await;
    let parked: i64 = sqlx::query_scalar("select count(*) from parked_events")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(parked, 0, "parked events");
}

fn positions_are_dense(records: &[EventRecord]) {
    let mut sequences: HashMap<(&str, &str), i64> = HashMap::new();
    for (record, position) in records.iter().zip(1..) {
        assert_eq!(record.position, position, "positions without gaps");
        let stream = (&*record.aggregate_type, &*record.aggregate_id);
        let sequence = sequences.entry(stream).or_default();
        *sequence += 1;
        assert_eq!(record.sequence, *sequence, "{stream:?}");
    }
}

/// Accepted commands wrote all their events once and together, refused ones nothing.
fn answered_is_written(records: &[EventRecord], attempts: &[Attempt]) {
    let mut written: HashMap<&str, Vec<i64>> = HashMap::new();
    for record in records {
        let command_id = &record.metadata["command_id"];
        written.entry(command_id).or_default().push(record.position);
    }
    let (mut accepted, mut refused) = (0, 0);
    for attempt in attempts {
        let command_id = attempt.command_id.to_string();
        let positions = written.get(&*command_id).cloned().unwrap_or_default();
        let together = positions.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        assert!(together, "{:?} at {positions:?}", attempt.command);
        match attempt.answer {
            Answer::Written { position, events } => {
                accepted += 1;
                let told = (positions.last().copied(), positions.len());
                assert_eq!(told, (Some(position), events), "{:?}", attempt.command);
            }
            Answer::Done { position } => {
                accepted += 1;
                assert_eq!(positions.last(), Some(&position), "{:?}", attempt.command);
            }
            Answer::Rejected | Answer::Unchanged => {
                refused += 1;
                assert!(
                    attempt.is_unclear || positions.is_empty(),
                    "{:?} was answered {:?}",
                    attempt.command,
                    attempt.answer
                );
            }
            Answer::Failed => panic!("{:?} was never answered", attempt.command),
        }
    }
    assert!(
        accepted > attempts.len() / 4,
        "only {accepted} were accepted"
    );
    assert!(refused > attempts.len() / 20, "only {refused} were refused");
}

/// Whatever a replica remembered when it decided: what was written is what the aggregate decides on all that was written before.
async fn decided_on_what_was_true(
    records: &[EventRecord],
    history: &[Event],
    attempts: &[Attempt],
) {
    let by_id: HashMap<String, &Attempt> = attempts
        .iter()
        .map(|attempt| (attempt.command_id.to_string(), attempt))
        .collect();
    let mut place = 0;
    while place < records.len() {
        let command_id = &records[place].metadata["command_id"];
        let together = records[place..]
            .iter()
            .take_while(|record| record.metadata["command_id"] == *command_id)
            .count();
        let (before, written) = (&history[..place], &history[place..place + together]);
        if let Some(attempt) = by_id.get(command_id) {
            let decided = match attempt.command.clone() {
                Command::Member(id, command) => decide::<Member>(id, command, before).await,
                Command::Search(id, command) => decide::<Search>(id, command, before).await,
                Command::Match(id, command) => decide::<Match>(id, command, before).await,
                other => panic!("nobody sends {other:?}"),
            };
            assert_eq!(decided, written, "{:?}", attempt.command);
        }
        place += together;
    }
}

async fn decide<A: Stream>(id: A::Id, command: A::Command, before: &[Event]) -> Vec<Event> {
    let mut aggregate = fold::<A>(id, before);
    let sink = EventSink::default();
    let decision = aggregate.handle(command, &rules(), &sink).await;
    decision.unwrap_or_else(|rule| panic!("written although {rule}"));
    let events = sink.collect().await;
    events
        .into_iter()
        .map(|event| A::event(id, event))
        .collect()
}

/// The aggregate after these events.
fn fold<A: Stream>(id: A::Id, history: &[Event]) -> A {
    let mut aggregate = A::default();
    let stream = (A::TYPE, id.to_string());
    for event in history.iter().filter(|event| event.stream() == stream) {
        let payload = event.payload().unwrap();
        aggregate.apply(serde_json::from_value(payload).unwrap());
    }
    aggregate
}

/// No event broke a rule across aggregates, and the rows are what the events say.
async fn guards_are_a_fold(town: &Town, history: &[Event]) {
    let mut claims: BTreeMap<(&str, String), String> = BTreeMap::new();
    let mut restrictions = BTreeMap::new();
    for event in history {
        for guard in guards(event) {
            match guard {
                Guard::Vacant { space, key } => {
                    assert!(!claims.contains_key(&(space.name(), key)), "{event:?}");
                }
                Guard::Require { space, key, holder } => {
                    assert_eq!(claims.get(&(space.name(), key)), Some(&holder), "{event:?}");
                }
                Guard::Claim { space, key, holder } => {
                    let before = claims.insert((space.name(), key), holder.clone());
                    assert!(before.is_none_or(|before| before == holder), "{event:?}");
                }
                Guard::Release { space, key, holder } => {
                    let key = (space.name(), key);
                    if claims.get(&key) == Some(&holder) {
                        claims.remove(&key);
                    }
                }
                Guard::Restrict {
                    key, holder, until, ..
                } => {
                    restrictions.insert((key, holder), until);
                }
                Guard::Unrestricted { key, at, .. } => {
                    let over = |until: &Option<_>| until.is_some_and(|until| until <= at);
                    let mut on_it = restrictions.iter().filter(|((of, _), _)| *of == key);
                    assert!(on_it.all(|(_, until)| over(until)), "{event:?}");
                }
            }
        }
    }
    assert!(!restrictions.is_empty(), "nobody ever met");
    let log = town.near().dispatcher.log();
    for space in Space::ALL {
        let folded: Vec<_> = claims
            .iter()
            .filter(|((of, _), _)| *of == space.name())
            .map(|((_, key), holder)| OpenClaim {
                key: key.clone(),
                holder: holder.clone(),
            })
            .collect();
        let stored = log.open_claims(space.name()).await.unwrap();
        assert_eq!(stored, folded, "{}", space.name());
    }
    let keys: Vec<String> = restrictions.keys().map(|(key, _)| key.clone()).collect();
    let stored = log.restrictions_of(Space::PairRestrictions.name(), &keys);
    let stored: BTreeMap<_, _> = stored
        .await
        .unwrap()
        .into_iter()
        .map(|Restriction { key, holder, until }| ((key, holder), until))
        .collect();
    assert_eq!(stored, restrictions);
}

/// Every replica, asked for the truth, says the same, whatever it had remembered.
async fn replicas_agree(town: &Town, history: &[Event]) {
    let mut streams = HashMap::new();
    for event in history {
        streams.insert(event.stream(), event);
    }
    for event in streams.into_values() {
        for replica in &town.replicas {
            match event {
                Event::Member(id, _) => agrees::<Member>(replica, *id, history).await,
                Event::Search(id, _) => agrees::<Search>(replica, *id, history).await,
                Event::Match(id, _) => agrees::<Match>(replica, *id, history).await,
                other => panic!("nobody leads to {other:?}"),
            }
        }
    }
    let talked = history
        .iter()
        .any(|event| event.event_type() == "ChatStarted");
    assert!(talked, "nobody ever talked");
}

async fn agrees<A: Stream + PartialEq + std::fmt::Debug>(
    replica: &Replica,
    id: A::Id,
    history: &[Event],
) {
    let loaded: A = replica.dispatcher.load(id).await.unwrap();
    assert_eq!(loaded, fold::<A>(id, history));
}

/// What was folded live, by whichever replica, through every fail-over, is what a rebuild makes of the log.
async fn live_is_rebuilt(database: &TestDatabase, town: &Town) {
    let (pool, log) = (database.pool(), town.near().dispatcher.log());
    for projection in projections::all() {
        let verified = projections::verify::verify(&pool, log, projection, &mut |_| {}).await;
        let verified = verified.unwrap();
        assert_eq!(
            verified.different,
            0,
            "{}: {:?}",
            projection.name(),
            verified.differences
        );
    }
}
