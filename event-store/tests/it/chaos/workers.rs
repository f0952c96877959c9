//! Who sends commands: counters that are added to, and meetings that two members enter and leave under guards.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use event_store::{Append, AppendError, Appended, EventLog, GuardStep, NewEvent};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use uuid::Uuid;

use crate::fixture::at;

pub(super) const MEETING: &str = "meeting";
pub(super) const SEATS: &str = "seats";
pub(super) const PAIRS: &str = "pairs";

/// Few of each, so that they meet.
const COUNTERS: u64 = 5;
const MEMBERS: u64 = 6;

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Its events end at this position.
    Done(i64),
    /// It left no trace.
    Rejected,
    /// Rejected, but an earlier try of it got no answer and may have been written later.
    Unclear,
}

/// What one command was answered in the end.
pub(super) struct Answer {
    pub(super) command: Uuid,
    pub(super) outcome: Outcome,
    /// Whether it wrote events when it was accepted.
    pub(super) events: usize,
}

struct Worker {
    random: ChaCha8Rng,
    logs: Arc<[EventLog]>,
}

pub(super) async fn work(
    number: u64,
    random: ChaCha8Rng,
    logs: Arc<[EventLog]>,
    commands: u64,
) -> Vec<Answer> {
    let mut worker = Worker { random, logs };
    let mut answers = Vec::new();
    for command in 0..commands {
        let command = Uuid::from_u128(u128::from(number) << 64 | u128::from(command));
        let draft = worker.draft(command);
        answers.push(worker.carry_out(draft).await);
    }
    answers
}

/// The stream as it has to be before the decision, or nothing to decide.
type Decide = fn(&Append, usize) -> Option<Append>;

struct Draft {
    append: Append,
    decide: Decide,
}

impl Worker {
    fn log(&mut self) -> EventLog {
        let index = self.random.random_range(0..self.logs.len());
        self.logs[index].clone()
    }

    fn draft(&mut self, command: Uuid) -> Draft {
        match self.random.random_range(0..10) {
            0..4 => Draft {
                append: self.addition(command),
                decide: |append, _| Some(append.clone()),
            },
            // A moment beyond PostgreSQL's calendar: the data itself is refused.
            4 => Draft {
                append: Append {
                    recorded_at: DateTime::<Utc>::MIN_UTC,
                    ..self.addition(command)
                },
                decide: |append, _| Some(append.clone()),
            },
            _ => Draft {
                append: self.meeting(command),
                decide: open_or_close,
            },
        }
    }

    fn addition(&mut self, command: Uuid) -> Append {
        let stream = format!("counter-{}", self.random.random_range(0..COUNTERS));
        let events = (0..self.random.random_range(1..4))
            .map(|amount| NewEvent {
                event_type: "Added".into(),
                event_version: "1".into(),
                payload: json!({"Added": {"amount": amount, "note": "заметка"}}),
            })
            .collect();
        append(command, "counter", stream, events)
    }

    /// Two members; which event it becomes is decided on the stream.
    fn meeting(&mut self, command: Uuid) -> Append {
        let one = self.random.random_range(0..MEMBERS);
        let other = (one + self.random.random_range(1..MEMBERS)) % MEMBERS;
        let (a, b) = (one.min(other), one.max(other));
        let second = self.random.random_range(0..1000);
        let payload =
            json!({"a": format!("m{a}"), "b": format!("m{b}"), "until": second + 20, "at": second});
        let event = NewEvent {
            event_type: "Opened".into(),
            event_version: "1".into(),
            payload,
        };
        append(command, MEETING, format!("meeting-{a}-{b}"), vec![event])
    }

    /// Until it has a final answer, through any process, sometimes impatiently and sometimes twice.
    async fn carry_out(&mut self, draft: Draft) -> Answer {
        let command = draft.append.command_id;
        let mut events = draft.append.events.len();
        let mut unanswered = false;
        let outcome = loop {
            let log = self.log();
            let stream = &draft.append;
            let Ok(history) = log
                .stream(stream.aggregate_type, &stream.aggregate_id, 0)
                .await
            else {
                continue;
            };
            let Some(mut append) = (draft.decide)(&draft.append, history.len()) else {
                break rejected(unanswered);
            };
            append.expected_sequence = i64::try_from(history.len()).unwrap();
            events = append.events.len();
            let patience = match self.random.random_range(0..8) {
                0 => Duration::from_millis(self.random.random_range(0..3)),
                _ => Duration::from_mins(1),
            };
            match tokio::time::timeout(patience, log.append(append)).await {
                Ok(Ok(Appended::Written { position, .. } | Appended::AlreadyDone { position })) => {
                    break Outcome::Done(position);
                }
                Ok(Err(AppendError::Guard { .. } | AppendError::Invalid { .. })) => {
                    break rejected(unanswered);
                }
                Ok(Err(AppendError::Conflict { .. })) => {}
                Ok(Err(AppendError::Unavailable)) | Err(_) => unanswered = true,
            }
        };
        if let Outcome::Done(position) = outcome
            && self.random.random_range(0..4) == 0
        {
            self.repeat(draft.append, position).await;
        }
        Answer {
            command,
            outcome,
            events,
        }
    }

    /// The same id again, elsewhere: answered as before.
    async fn repeat(&mut self, append: Append, position: i64) {
        loop {
            match self.log().append(append.clone()).await {
                Err(AppendError::Unavailable) => {}
                answered => {
                    let answered = answered.unwrap();
                    assert_eq!(answered, Appended::AlreadyDone { position });
                    break;
                }
            }
        }
    }
}

fn append(
    command: Uuid,
    aggregate_type: &'static str,
    stream: String,
    events: Vec<NewEvent>,
) -> Append {
    Append {
        command_id: command,
        aggregate_type,
        aggregate_id: stream,
        expected_sequence: 0,
        events,
        metadata: BTreeMap::from([("command_id".to_owned(), command.to_string())]),
        guards: Vec::new(),
        recorded_at: at(0),
    }
}

fn rejected(unanswered: bool) -> Outcome {
    if unanswered {
        Outcome::Unclear
    } else {
        Outcome::Rejected
    }
}

/// Even histories are closed meetings, odd ones open.
fn open_or_close(draft: &Append, history: usize) -> Option<Append> {
    let mut append = draft.clone();
    let event = append.events.first_mut()?;
    if history % 2 == 1 {
        event.event_type = "Closed".into();
    }
    append.guards = steps(&event.event_type, &append.aggregate_id, &event.payload);
    Some(append)
}

/// The guards of an event, as a pure function of it.
pub(super) fn steps(event_type: &str, stream: &str, payload: &serde_json::Value) -> Vec<GuardStep> {
    let member = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
    let moment =
        |name: &str| at(0) + TimeDelta::seconds(payload[name].as_i64().unwrap_or_default());
    let seat = |key: String| (SEATS, key, stream.to_owned());
    let pair = format!("{}+{}", member("a"), member("b"));
    let mut steps = Vec::new();
    if event_type == "Opened" {
        steps.push(GuardStep::Unrestricted {
            space: PAIRS,
            key: pair,
            at: moment("at"),
        });
        for name in ["a", "b"] {
            let (space, key, holder) = seat(member(name));
            steps.push(GuardStep::Vacant {
                space,
                key: key.clone(),
            });
            steps.push(GuardStep::Claim { space, key, holder });
        }
    } else {
        for name in ["a", "b"] {
            let (space, key, holder) = seat(member(name));
            steps.push(GuardStep::Require {
                space,
                key: key.clone(),
                holder: holder.clone(),
            });
            steps.push(GuardStep::Release { space, key, holder });
        }
        steps.push(GuardStep::Restrict {
            space: PAIRS,
            key: pair,
            holder: stream.to_owned(),
            until: Some(moment("until")),
        });
    }
    steps
}
