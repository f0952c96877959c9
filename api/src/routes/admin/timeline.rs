//! What happened around something, up to a moment, and how the read models stood then.

use std::collections::BTreeMap;

use app::history::{Happening, History, Subject};
use app::staff::Role;
use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use chrono::{DateTime, Utc};
use domain::staff_access::{Replayed, StaffAccessCommand};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::look::look;
use crate::console::{Admitted, DeskParts};
use crate::{Code, Problem};

/// Up to which moment.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// A position of the log, or a moment (RFC 3339); now without it.
    #[serde(default)]
    as_of: Option<String>,
}

/// What happened, and how it stood.
#[derive(Serialize, ToSchema)]
pub(super) struct Timeline {
    /// The position up to which it is told.
    as_of: i64,
    /// Events, the oldest first. No message text exists.
    events: Vec<Event>,
    /// Whether there are older events, too many to be told; rows that they made are then missing or incomplete.
    older_left_out: bool,
    /// The rows of each read model as they were then, by key.
    #[schema(value_type = Object)]
    read_models: BTreeMap<&'static str, BTreeMap<String, Value>>,
}

/// One event.
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the answer"
)]
#[derive(Serialize, ToSchema)]
struct Event {
    position: i64,
    at: DateTime<Utc>,
    aggregate_type: String,
    aggregate_id: String,
    event_type: String,
    /// Ids, choices, moments; never a text.
    #[schema(value_type = Object)]
    facts: Value,
}

impl Asked {
    /// The position of the log that is meant.
    fn position(&self, history: &History) -> Result<i64, Problem> {
        let Some(as_of) = &self.as_of else {
            return Ok(i64::MAX);
        };
        if let Ok(position) = as_of.parse::<i64>() {
            let is_one = position >= 0;
            return is_one
                .then_some(position)
                .ok_or_else(|| Problem::new(Code::InvalidQuery));
        }
        let at: DateTime<Utc> = as_of
            .parse()
            .map_err(|_| Problem::new(Code::InvalidQuery))?;
        let before = history
            .events()
            .iter()
            .rev()
            .find(|event| event.recorded_at <= at);
        Ok(before.map_or(0, |event| event.position))
    }
}

/// Tells a moderator what happened around a subject; the look is written down.
///
/// # Errors
/// `forbidden` for other roles, `invalid_query`, `not_found` when nothing ever happened to the subject.
pub(super) async fn tell(
    desk: &DeskParts,
    admitted: Admitted,
    asked: Result<Query<Asked>, QueryRejection>,
    subject: Subject,
    of: Replayed,
) -> Result<Json<Timeline>, Problem> {
    let account = admitted.if_may(Role::moderates)?;
    let Query(asked) = asked.map_err(|_| Problem::new(Code::InvalidQuery))?;
    let history = History::of(&desk.pool, desk.dispatcher.log(), subject).await?;
    if history.events().is_empty() {
        return Err(Problem::new(Code::NotFound));
    }
    let told = timeline(&history, asked.position(&history)?)?;
    look(desk, &account, |by, at| StaffAccessCommand::ViewReplay {
        by,
        of,
        as_of: told.as_of,
        at,
    })
    .await?;
    Ok(Json(told))
}

/// The history up to a position.
fn timeline(history: &History, position: i64) -> Result<Timeline, Problem> {
    let until = |event: &&Happening| event.position <= position;
    let events: Vec<Event> = history.events().iter().filter(until).map(told).collect();
    let as_of = events.last().map_or(0, |event| event.position);
    let rows = history.as_of(position)?;
    Ok(Timeline {
        as_of,
        events,
        older_left_out: history.is_cut(),
        read_models: rows
            .into_iter()
            .map(|rows| (rows.name, rows.rows))
            .collect(),
    })
}

fn told(event: &Happening) -> Event {
    Event {
        position: event.position,
        at: event.recorded_at,
        aggregate_type: event.aggregate_type.clone(),
        aggregate_id: event.aggregate_id.clone(),
        event_type: event.event_type.clone(),
        facts: event.facts.clone(),
    }
}
