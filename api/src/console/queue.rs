//! `GET /console`: the queue; the page that is open all day.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Duration;
use domain::values::{StaffId, Timestamp};
use projections::cases::handling_since;
use serde::Deserialize;
use uuid::Uuid;

use super::Desk;
use super::cases::{self, CaseRow, Filter};
use super::desk::DeskParts;
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::Moderating;
use super::words::{lasting, moment, say, short, stamp};

/// Handling times are those of so long.
const HANDLED_WITHIN: Duration = Duration::days(7);

/// What the address of the queue may say.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    show: Option<String>,
}

impl Asked {
    fn filter(&self) -> Result<Filter, Refusal> {
        match self.show.as_deref() {
            None => Ok(Filter::Open),
            Some(name) => Filter::from_name(name).ok_or(Refusal::NotFound),
        }
    }
}

/// A row with what the page needs around it.
struct Shown {
    case: CaseRow,
    holder: Option<String>,
    looking: Vec<String>,
    mine: bool,
    overdue: bool,
    due_at: Timestamp,
    /// For how long it has waited, or since when it is resolved.
    age: String,
    /// How long there is left, or by how much it is late.
    left: String,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    frame: Frame,
    filter: Filter,
    rows: Vec<Shown>,
    handled: Option<Handled>,
}

/// How long the cases of the last week took; half of them at most so long, nine of ten at most so long.
struct Handled {
    decided: i64,
    half_taken: String,
    half_decided: String,
    most_decided: String,
}

#[derive(Template)]
#[template(path = "queue_rows.html")]
struct QueueRows {
    rows: Vec<Shown>,
}

pub(super) async fn show(
    State(desk): State<Desk>,
    me: super::signed_in::SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    if !me.account.role.moderates() {
        // An analyst has a console without cases.
        return Ok(Redirect::to("/console/audit").into_response());
    }
    let filter = asked.filter()?;
    let rows = shown(&desk, filter, me.account.staff_id).await?;
    Ok(page::html(&QueuePage {
        frame: Frame::of(&me, "queue"),
        filter,
        rows,
        handled: handled(&desk).await?,
    }))
}

/// How long the cases took that were decided within the last week, if there are any.
async fn handled(desk: &DeskParts) -> Result<Option<Handled>, Refusal> {
    let since = desk.clock.now() - HANDLED_WITHIN;
    let times = handling_since(&desk.pool, since).await;
    let times = times.map_err(app::AppError::from)?;
    if times.decided == 0 {
        return Ok(None);
    }
    let told = |seconds: Option<f64>| {
        let span = std::time::Duration::try_from_secs_f64(seconds.unwrap_or_default());
        lasting(Duration::from_std(span.unwrap_or_default()).unwrap_or_default())
    };
    Ok(Some(Handled {
        decided: times.decided,
        half_taken: told(times.median_until_taken_seconds),
        half_decided: told(times.median_until_decided_seconds),
        most_decided: told(times.p90_until_decided_seconds),
    }))
}

/// `GET /console/rows?show=`: only the rows, for the script.
pub(super) async fn rows(
    State(desk): State<Desk>,
    Moderating(me): Moderating,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let rows = shown(&desk, asked.filter()?, me.account.staff_id).await?;
    Ok(page::html(&QueueRows { rows }))
}

async fn shown(desk: &DeskParts, filter: Filter, me: StaffId) -> Result<Vec<Shown>, Refusal> {
    let names = cases::names(desk).await?;
    let called = |staff: &StaffId| names.get(staff).cloned().unwrap_or_else(|| short(staff));
    let mut looking: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (case, staff) in desk.staff.lookers().await? {
        if staff != me {
            looking.entry(case).or_default().push(called(&staff));
        }
    }
    let now = desk.clock.now();
    let rows = cases::load(desk, filter, me).await?.into_iter();
    Ok(rows
        .map(|case| Shown {
            holder: case.assigned_to.as_ref().map(called),
            looking: looking.remove(&case.case_id.0).unwrap_or_default(),
            mine: case.assigned_to == Some(me),
            overdue: case.is_open() && case.due_at() < now,
            due_at: case.due_at(),
            age: lasting(now - case.since),
            left: lasting((case.due_at() - now).abs()),
            case,
        })
        .collect())
}
