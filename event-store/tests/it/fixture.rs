//! A small aggregate and short ways to append it.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use event_store::{Append, AppendError, Appended, EventLog, GuardStep, LogOptions, NewEvent};
use serde::{Deserialize, Serialize};
use testkit::TestDatabase;
use uuid::Uuid;

/// Long enough for a busy machine; tests wait for conditions, not for this.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counter {
    pub(crate) total: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum CounterEvent {
    Added { amount: i64, note: String },
    Emptied,
}

impl DomainEvent for CounterEvent {
    fn event_type(&self) -> String {
        match self {
            Self::Added { .. } => "Added".to_owned(),
            Self::Emptied => "Emptied".to_owned(),
        }
    }
    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("never")]
pub(crate) struct Never;

impl Aggregate for Counter {
    const TYPE: &'static str = "counter";
    type Command = CounterEvent;
    type Event = CounterEvent;
    type Error = Never;
    type Services = ();

    async fn handle(
        &mut self,
        event: CounterEvent,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Never> {
        sink.write(event, self).await;
        Ok(())
    }

    fn apply(&mut self, event: CounterEvent) {
        match event {
            CounterEvent::Added { amount, .. } => self.total += amount,
            CounterEvent::Emptied => self.total = 0,
        }
    }
}

pub(crate) fn added(amount: i64) -> CounterEvent {
    CounterEvent::Added {
        amount,
        note: "Ты не один 🫂 \"quoted\" \\ \u{7f}".to_owned(),
    }
}

/// Ids in the order of the numbers, readable in a failure.
pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
        + TimeDelta::days(20_000)
        + TimeDelta::seconds(second)
        + TimeDelta::nanoseconds(123_456_789)
}

/// One `Added` on a stream.
pub(crate) fn add(command: u128, stream: &str, expected: i64) -> Append {
    Append {
        command_id: id(command),
        aggregate_type: Counter::TYPE,
        aggregate_id: stream.to_owned(),
        expected_sequence: expected,
        events: vec![NewEvent::of(&added(i64::try_from(command).unwrap())).unwrap()],
        metadata: BTreeMap::from([
            ("command_id".to_owned(), id(command).to_string()),
            ("actor".to_owned(), "тест".to_owned()),
        ]),
        guards: Vec::new(),
        recorded_at: at(0),
    }
}

/// The same with guard steps, on a stream of its own.
pub(crate) fn guarded(command: u128, guards: Vec<GuardStep>) -> Append {
    Append {
        guards,
        ..add(command, &format!("guarded-{command}"), 0)
    }
}

/// Gives up quickly, so that faults take milliseconds.
pub(crate) fn hasty() -> LogOptions {
    LogOptions {
        unavailable_after: Duration::from_secs(3),
        statement_timeout: Duration::from_millis(400),
        attempt_timeout: Duration::from_millis(500),
        poll_interval: Duration::from_millis(100),
        ..LogOptions::default()
    }
}

pub(crate) async fn database_and_log() -> (TestDatabase, EventLog) {
    let database = TestDatabase::create().await;
    let log = EventLog::start(database.pool()).await.unwrap();
    (database, log)
}

/// Appends `count` events to one stream, command ids from 1.
pub(crate) async fn fill(log: &EventLog, stream: &str, count: i64) {
    for number in 0..count {
        let command = u128::try_from(number + 1).unwrap();
        log.append(add(command, stream, number)).await.unwrap();
    }
}

/// Many at once, so that they share batches.
pub(crate) async fn append_together(
    log: &EventLog,
    appends: Vec<Append>,
) -> Vec<Result<Appended, AppendError>> {
    futures::future::join_all(appends.into_iter().map(|append| log.append(append))).await
}
