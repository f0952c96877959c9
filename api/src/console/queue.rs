//! `GET /console`: the queue; the page that is open all day.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::matching::{Match, MatchState};
use domain::member::Member;
use domain::moderation::{Case, CaseState};
use domain::values::{CaseId, MatchId, MemberId, StaffId, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use super::Desk;
use super::cases::{self, CaseRow, Filter};
use super::desk::DeskParts;
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::Moderating;
use super::words::{lasting, moment, say, short, stamp};

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

/// What is looked for.
#[derive(Deserialize)]
pub(super) struct Wanted {
    id: String,
}

/// `GET /console/find?id=`: from an id to its page.
pub(super) async fn find(
    State(desk): State<Desk>,
    _: Moderating,
    Query(wanted): Query<Wanted>,
) -> Result<Redirect, Refusal> {
    let id: Uuid = wanted.id.trim().parse().map_err(|_| Refusal::NotFound)?;
    let case: Case = desk.dispatcher.load(CaseId(id)).await?;
    if case.state != CaseState::None {
        return Ok(Redirect::to(&format!("/console/cases/{id}")));
    }
    let member: Member = desk.dispatcher.load(MemberId(id)).await?;
    if member.registered {
        return Ok(Redirect::to(&format!("/console/members/{id}")));
    }
    let pair: Match = desk.dispatcher.load(MatchId(id)).await?;
    if pair.state != MatchState::None {
        return Ok(Redirect::to(&format!("/console/replay/match/{id}")));
    }
    Err(Refusal::NotFound)
}
