//! A batch as the arrays `append_batch` takes, with everything the commands share numbered once.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::{Append, AppendError, Appended, GuardStep};

const CALL: &str = "CALL append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
     $18, $19, $20, $21, $22, $23, $24, $25, NULL, NULL, NULL, NULL)";

const CALL_ONE: &str = "CALL append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, NULL)";

/// Appends a lone command with one event and no guard: the same as a batch of it, without the arrays.
pub(super) async fn call_one(
    connection: &mut PgConnection,
    append: &Append,
) -> Result<Vec<Result<Appended, AppendError>>, sqlx::Error> {
    let Some(event) = append.events.first() else {
        return Ok(Vec::new());
    };
    let row = sqlx::query(CALL_ONE)
        .bind(append.command_id)
        .bind(append.aggregate_type)
        .bind(&append.aggregate_id)
        .bind(append.expected_sequence)
        .bind(append.recorded_at)
        .bind(Json(&append.metadata))
        .bind(&event.event_type)
        .bind(&event.event_version)
        .bind(Json(&event.payload))
        .fetch_one(connection)
        .await?;
    let outcome = row.try_get(0)?;
    Ok(vec![answer(
        outcome,
        row.try_get(1)?,
        row.try_get(2)?,
        None,
        &[],
    )])
}

type Key<'a> = (&'a str, &'a str);

/// The arguments of one call. Numbers count from 1, as arrays do in SQL.
#[derive(Default)]
pub(super) struct Batch<'a> {
    stream_types: Vec<&'a str>,
    stream_ids: Vec<&'a str>,

    command_ids: Vec<Uuid>,
    command_streams: Vec<i32>,
    command_expected: Vec<i64>,
    command_recorded: Vec<DateTime<Utc>>,
    command_metadata: Vec<Json<&'a BTreeMap<String, String>>>,
    command_events: Vec<i32>,
    command_steps: Vec<i32>,

    event_commands: Vec<i32>,
    event_types: Vec<&'a str>,
    event_versions: Vec<&'a str>,
    event_payloads: Vec<Json<&'a Value>>,

    step_kinds: Vec<i32>,
    step_slots: Vec<i32>,
    step_holders: Vec<Option<&'a str>>,
    step_moments: Vec<Option<DateTime<Utc>>>,
    step_keys: Vec<Key<'a>>,

    claims: Keys<'a>,
    restrictions: Restrictions<'a>,
}

/// Keys in the order of their numbers.
#[derive(Default)]
struct Keys<'a> {
    numbers: HashMap<Key<'a>, i32>,
    spaces: Vec<&'a str>,
    names: Vec<&'a str>,
}

impl<'a> Keys<'a> {
    fn number(&mut self, key: Key<'a>) -> i32 {
        *self.numbers.entry(key).or_insert_with(|| {
            self.spaces.push(key.0);
            self.names.push(key.1);
            number(self.names.len())
        })
    }
}

/// Restricted keys, each with the consecutive numbers of the restrictions on it that this batch sets.
#[derive(Default)]
struct Restrictions<'a> {
    keys: Keys<'a>,
    first: Vec<i32>,
    last: Vec<i32>,
    slot_keys: Vec<i32>,
    slot_holders: Vec<&'a str>,
    slots: HashMap<(i32, &'a str), i32>,
}

impl<'a> Restrictions<'a> {
    /// Numbers the keys and, key by key, the restrictions.
    fn of(appends: &'a [Append]) -> Self {
        let mut restrictions = Self::default();
        let mut holders: Vec<Vec<&'a str>> = Vec::new();
        for step in appends.iter().flat_map(|append| &append.guards) {
            let (space, key, holder) = match step {
                GuardStep::Restrict {
                    space, key, holder, ..
                } => (space, key, Some(holder)),
                GuardStep::Unrestricted { space, key, .. } => (space, key, None),
                _ => continue,
            };
            let key_number = restrictions.keys.number((space, key));
            holders.resize_with(restrictions.keys.names.len(), Vec::new);
            if let (Some(holder), Some(of_key)) = (holder, holders.get_mut(index(key_number))) {
                of_key.push(holder);
            }
        }
        for (key, of_key) in holders.into_iter().enumerate() {
            let key = number(key + 1);
            restrictions
                .first
                .push(number(restrictions.slot_keys.len() + 1));
            for holder in of_key {
                let next = number(restrictions.slot_keys.len() + 1);
                restrictions.slots.entry((key, holder)).or_insert_with(|| {
                    restrictions.slot_keys.push(key);
                    restrictions.slot_holders.push(holder);
                    next
                });
            }
            restrictions.last.push(number(restrictions.slot_keys.len()));
        }
        restrictions
    }

    fn slot(&mut self, key: Key<'a>, holder: &'a str) -> i32 {
        let key = self.keys.number(key);
        self.slots.get(&(key, holder)).copied().unwrap_or_default()
    }
}

impl<'a> Batch<'a> {
    pub(super) fn of(appends: &'a [Append]) -> Self {
        let mut batch = Self {
            restrictions: Restrictions::of(appends),
            ..Self::default()
        };
        let mut streams: HashMap<Key<'a>, i32> = HashMap::new();
        for append in appends {
            let stream = *streams
                .entry((append.aggregate_type, &append.aggregate_id))
                .or_insert_with(|| {
                    batch.stream_types.push(append.aggregate_type);
                    batch.stream_ids.push(&append.aggregate_id);
                    number(batch.stream_ids.len())
                });
            batch.add(append, stream);
        }
        batch
    }

    fn add(&mut self, append: &'a Append, stream: i32) {
        self.command_ids.push(append.command_id);
        self.command_streams.push(stream);
        self.command_expected.push(append.expected_sequence);
        self.command_recorded.push(append.recorded_at);
        self.command_metadata.push(Json(&append.metadata));
        self.command_events.push(number(append.events.len()));
        self.command_steps.push(number(append.guards.len()));
        let command = number(self.command_ids.len());
        for event in &append.events {
            self.event_commands.push(command);
            self.event_types.push(&event.event_type);
            self.event_versions.push(&event.event_version);
            self.event_payloads.push(Json(&event.payload));
        }
        for step in &append.guards {
            self.add_step(step);
        }
    }

    fn add_step(&mut self, step: &'a GuardStep) {
        let (kind, slot, key, holder, moment): (_, _, Key<'a>, _, _) = match step {
            GuardStep::Claim { space, key, holder } => (
                0,
                self.claims.number((space, key)),
                (*space, key),
                Some(holder),
                None,
            ),
            GuardStep::Release { space, key, holder } => (
                1,
                self.claims.number((space, key)),
                (*space, key),
                Some(holder),
                None,
            ),
            GuardStep::Require { space, key, holder } => (
                2,
                self.claims.number((space, key)),
                (*space, key),
                Some(holder),
                None,
            ),
            GuardStep::Vacant { space, key } => (
                3,
                self.claims.number((space, key)),
                (*space, key),
                None,
                None,
            ),
            GuardStep::Restrict {
                space,
                key,
                holder,
                until,
            } => {
                let slot = self.restrictions.slot((space, key), holder);
                (4, slot, (*space, key), Some(holder), *until)
            }
            GuardStep::Unrestricted { space, key, at } => {
                let slot = self.restrictions.keys.number((space, key));
                (5, slot, (*space, key), None, Some(*at))
            }
        };
        self.step_kinds.push(kind);
        self.step_slots.push(slot);
        self.step_holders.push(holder.map(String::as_str));
        self.step_moments.push(moment);
        self.step_keys.push(key);
    }

    /// Appends the batch and commits it, in one message to the server and one back.
    pub(super) async fn call(
        self,
        connection: &mut PgConnection,
    ) -> Result<Vec<Result<Appended, AppendError>>, sqlx::Error> {
        let row = sqlx::query(CALL)
            .bind(self.stream_types)
            .bind(self.stream_ids)
            .bind(self.command_ids)
            .bind(self.command_streams)
            .bind(self.command_expected)
            .bind(self.command_recorded)
            .bind(self.command_metadata)
            .bind(self.command_events)
            .bind(self.command_steps)
            .bind(self.event_commands)
            .bind(self.event_types)
            .bind(self.event_versions)
            .bind(self.event_payloads)
            .bind(self.step_kinds)
            .bind(self.step_slots)
            .bind(self.step_holders)
            .bind(self.step_moments)
            .bind(self.claims.spaces)
            .bind(self.claims.names)
            .bind(self.restrictions.keys.spaces)
            .bind(self.restrictions.keys.names)
            .bind(self.restrictions.first)
            .bind(self.restrictions.last)
            .bind(self.restrictions.slot_keys)
            .bind(self.restrictions.slot_holders)
            .fetch_one(connection)
            .await?;
        let outcomes: Vec<i32> = row.try_get(0)?;
        let positions: Vec<Option<i64>> = row.try_get(1)?;
        let sequences: Vec<Option<i64>> = row.try_get(2)?;
        let refused: Vec<Option<i32>> = row.try_get(3)?;
        Ok(outcomes
            .into_iter()
            .zip(positions)
            .zip(sequences)
            .zip(refused)
            .map(|(((outcome, position), sequence), step)| {
                answer(outcome, position, sequence, step, &self.step_keys)
            })
            .collect())
    }
}

fn answer(
    outcome: i32,
    position: Option<i64>,
    sequence: Option<i64>,
    step: Option<i32>,
    step_keys: &[Key<'_>],
) -> Result<Appended, AppendError> {
    let position = position.unwrap_or_default();
    let sequence = sequence.unwrap_or_default();
    match outcome {
        0 => Ok(Appended::Written { position, sequence }),
        1 => Ok(Appended::AlreadyDone { position }),
        2 => Err(AppendError::Conflict { actual: sequence }),
        _ => {
            let (space, key) = step
                .and_then(|step| step_keys.get(index(step)))
                .copied()
                .unwrap_or_default();
            Err(AppendError::Guard {
                space: space.to_owned(),
                key: key.to_owned(),
            })
        }
    }
}

/// A count as SQL's `int`; a batch is bounded far below its limit.
fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A number of SQL's as an index of ours.
fn index(number: i32) -> usize {
    usize::try_from(number - 1).unwrap_or(usize::MAX)
}
