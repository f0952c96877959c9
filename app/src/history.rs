//! What happened around a member, a pair or a case, and how every read model stood after each event of it.
//!
//! The same fold as the live read models', over the events that the rows in question are made of; a moment is a position of the log.

use std::collections::{BTreeMap, BTreeSet};

use domain::Event;
use domain::event::AGGREGATE_TYPES;
use domain::matching::Match;
use domain::member::Member;
use domain::moderation::Case;
use domain::values::{MatchId, MemberId, Timestamp};
use event_store::{EventLog, EventRecord, read};
use projections::mentions::{self, Mentions};
use projections::{Positioned, Projection};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use cqrs_es::Aggregate;

use crate::{AppError, caught_up};

/// What a history is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A member with everything they had a part in.
    Member(MemberId),
    /// One stream, a pair or a case, with the members it names; a case also with the talks that were reported.
    Stream(Uuid),
}

/// The most events of a history, the newest ones; nobody steps through more.
pub const MOST_EVENTS: usize = 20_000;
/// What staff looked at is no part of what happened.
const NOT_OURS: &str = "staff_access";

/// One event of a history.
#[derive(Clone, Debug)]
pub struct Happening {
    /// The place in the log.
    pub position: i64,
    /// When.
    pub recorded_at: Timestamp,
    /// Of what kind of stream.
    pub aggregate_type: String,
    /// Of which stream.
    pub aggregate_id: String,
    /// What.
    pub event_type: String,
    /// The facts, without the event's name around them.
    pub facts: Value,
    event: Positioned,
}

/// Rows of one read model.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The read model's stable name.
    pub name: &'static str,
    /// The column of the key.
    pub key_column: &'static str,
    /// Each row as JSON, by its key.
    pub rows: BTreeMap<String, Value>,
}

/// What happened around one subject, in the order of the log.
#[derive(Clone, Debug)]
pub struct History {
    shown: Vec<Happening>,
    folded: Vec<Positioned>,
    keys: BTreeSet<String>,
    is_cut: bool,
}

impl History {
    /// Reads a history. Events that this program cannot read are left out, as live read models do after parking them.
    pub async fn of(pool: &PgPool, log: &EventLog, subject: Subject) -> Result<Self, AppError> {
        Self::newest_of(pool, log, subject, MOST_EVENTS).await
    }

    /// The same with a limit of its own: of more events the newest are kept.
    pub async fn newest_of(
        pool: &PgPool,
        log: &EventLog,
        subject: Subject,
        most_events: usize,
    ) -> Result<Self, AppError> {
        caught_up(log, Mentions::NAME).await?;
        let id = match subject {
            Subject::Member(member) => member.0,
            Subject::Stream(id) => id,
        };
        let near = around(pool, &[id], most_events).await?;
        let members = match subject {
            Subject::Member(member) => BTreeSet::from([member]),
            Subject::Stream(_) => members_of(&near.events, id),
        };
        let mut streams = streams_naming(&near.events, id);
        let all = match subject {
            Subject::Member(_) => near,
            Subject::Stream(_) => {
                let talks = talks_of(&near.events, id);
                streams.extend(talks.iter().map(ToString::to_string));
                let mut ids: Vec<Uuid> = members.iter().map(|member| member.0).collect();
                ids.extend(talks.iter().map(|talk| talk.0));
                ids.push(id);
                around(pool, &ids, most_events).await?
            }
        };
        streams.extend(members.iter().map(ToString::to_string));
        let mut history = Self {
            shown: Vec::new(),
            folded: Vec::new(),
            keys: streams,
            is_cut: all.is_cut,
        };
        for record in all.events {
            history.take_in(record);
        }
        Ok(history)
    }

    fn take_in(&mut self, record: EventRecord) {
        if record.aggregate_type == NOT_OURS {
            return;
        }
        let Ok(event) = Positioned::decode(&record) else {
            return;
        };
        self.folded.push(event.clone());
        let is_theirs = self.keys.contains(&record.aggregate_id);
        // Another member's stream tells of this one only where it names them, like a block.
        let names_them = record.aggregate_type == Member::TYPE && {
            let text = record.payload.to_string();
            self.keys.iter().any(|key| text.contains(key))
        };
        if is_theirs || names_them {
            let facts = record
                .payload
                .as_object()
                .and_then(|payload| payload.values().next().cloned())
                .unwrap_or(Value::Null);
            self.shown.push(Happening {
                position: record.position,
                recorded_at: record.recorded_at,
                aggregate_type: record.aggregate_type,
                aggregate_id: record.aggregate_id,
                event_type: record.event_type,
                facts,
                event,
            });
        }
    }

    /// The events, the oldest first.
    pub fn events(&self) -> &[Happening] {
        &self.shown
    }

    /// Whether there are older events, which were left out; rows that they made are then missing or incomplete.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// How the read models' rows of this history stood after the event at a position, without those that had none.
    pub fn as_of(&self, position: i64) -> Result<Vec<Rows>, AppError> {
        let until = self
            .folded
            .partition_point(|event| event.position <= position);
        let mut all = Vec::new();
        for projection in projections::all() {
            // Where to look for somebody is nothing that they are.
            if projection.name() == Mentions::NAME {
                continue;
            }
            let events: Vec<Positioned> = self.folded[..until]
                .iter()
                .filter(|event| projection.aggregates().contains(&event.event.stream().0))
                .cloned()
                .collect();
            let key_column = projection.key_column();
            let mut rows = BTreeMap::new();
            for row in projection.fold_in_memory(&events)? {
                let key = row.get(key_column).and_then(Value::as_str);
                let key = key.map(str::to_owned).unwrap_or_default();
                if self.keys.contains(&key) {
                    rows.insert(key, row);
                }
            }
            if !rows.is_empty() {
                all.push(Rows {
                    name: projection.name(),
                    key_column,
                    rows,
                });
            }
        }
        Ok(all)
    }
}

impl Happening {
    /// The event itself.
    pub const fn event(&self) -> &Event {
        &self.event.event
    }
}

/// Events in the order of the log, and whether there are older ones.
struct Near {
    events: Vec<EventRecord>,
    is_cut: bool,
}

/// The newest events of every stream that is one of these or names one of them.
async fn around(pool: &PgPool, ids: &[Uuid], most_events: usize) -> Result<Near, AppError> {
    // One more than is kept shows that there is more; a stream that names somebody has at least one event.
    let limit = i64::try_from(most_events).map_or(i64::MAX, |most| most.saturating_add(1));
    let mut streams: BTreeSet<(String, String)> = mentions::streams_naming(pool, ids, limit)
        .await?
        .into_iter()
        .map(|(aggregate_type, id)| (aggregate_type, id.to_string()))
        .collect();
    for id in ids {
        let own = AGGREGATE_TYPES.into_iter().filter(|kind| *kind != NOT_OURS);
        streams.extend(own.map(|kind| (kind.to_owned(), id.to_string())));
    }
    let streams: Vec<_> = streams.into_iter().collect();
    let mut events = read::newest_of(pool, &streams, limit).await?;
    let older = events.len().saturating_sub(most_events);
    events.drain(..older);
    Ok(Near {
        events,
        is_cut: older > 0,
    })
}

/// The streams of pairs, searches and cases that are this one or name it; streams of members name many others.
fn streams_naming(records: &[EventRecord], id: Uuid) -> BTreeSet<String> {
    let id = id.to_string();
    records
        .iter()
        .filter(|record| record.aggregate_type != Member::TYPE && record.aggregate_type != NOT_OURS)
        .filter(|record| record.aggregate_id == id || record.payload.to_string().contains(&id))
        .map(|record| record.aggregate_id.clone())
        .collect()
}

/// Both sides of a pair, or the subject of a case and its reporters.
fn members_of(records: &[EventRecord], id: Uuid) -> BTreeSet<MemberId> {
    let mut members = BTreeSet::new();
    for (kind, facts) in facts_of(records, id) {
        let sides = facts["parties"].as_array().into_iter().flatten();
        let sides = sides.map(|side| &side["member"]);
        let named = sides.chain([&facts["subject"], &facts["reporter"]]);
        members.extend(named.filter_map(|member| member.as_str()?.parse::<MemberId>().ok()));
        if kind == Match::TYPE && members.len() == 2 {
            break;
        }
    }
    members
}

/// The talks that the reports of a case are about.
fn talks_of(records: &[EventRecord], id: Uuid) -> BTreeSet<MatchId> {
    facts_of(records, id)
        .filter(|(kind, _)| *kind == Case::TYPE)
        .filter_map(|(_, facts)| facts["match_id"].as_str()?.parse().ok())
        .collect()
}

/// The facts of one stream's events, each with the kind of the stream.
fn facts_of(records: &[EventRecord], id: Uuid) -> impl Iterator<Item = (&str, &Value)> {
    let id = id.to_string();
    records
        .iter()
        .filter(move |record| record.aggregate_id == id)
        .filter_map(|record| {
            let facts = record.payload.as_object()?.values().next()?;
            Some((record.aggregate_type.as_str(), facts))
        })
}
