//! `GET /console/replay/{kind}/{id}?at=&with=`: every read model as it was after an event, and two such moments side by side.
//!
//! A moment is a position of the log, so that a link to it shows the same tomorrow.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};

use app::history::{History, Rows, Subject};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::staff_access::{Replayed, StaffAccessCommand};
use domain::values::{MatchId, StaffId};
use serde::Deserialize;
use serde_json::Value;

use super::Desk;
use super::cases;
use super::look::look;
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::Moderating;
use super::timeline::{Entry, entries, tell};
use super::words::{moment, say, short, stamp};

/// What the address may say.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    at: Option<String>,
    #[serde(default)]
    with: Option<String>,
}

/// One field of a row at both moments.
struct Field {
    name: String,
    before: String,
    now: String,
    changed: bool,
}

/// One row of a read model.
struct RowShown {
    key: String,
    fields: Vec<Field>,
    changed: bool,
}

/// One read model.
struct Model {
    name: String,
    rows: Vec<RowShown>,
}

#[derive(Template)]
#[template(path = "replay.html")]
struct ReplayPage {
    frame: Frame,
    kind: String,
    id: String,
    events: Vec<Entry>,
    /// There are older events, too many to be read.
    is_cut: bool,
    /// Where in the list the moment is.
    step: usize,
    at: i64,
    /// The other moment, when two are compared.
    with: Option<i64>,
    /// What the moment is compared with: the other one, or the event before.
    before: i64,
    models: Vec<Model>,
}

impl ReplayPage {
    fn position(&self, step: usize) -> i64 {
        self.events
            .get(step)
            .map_or(self.at, |event| event.position)
    }

    fn last(&self) -> usize {
        self.events.len().saturating_sub(1)
    }

    /// The address of a step, with the other moment if there is one.
    fn link(&self, step: impl Borrow<usize>) -> String {
        let with = self.with.map(|with| format!("&with={with}"));
        format!(
            "/console/replay/{}/{}?at={}{}",
            self.kind,
            self.id,
            self.position(*step.borrow()),
            with.unwrap_or_default()
        )
    }

    fn now(&self) -> Option<&Entry> {
        self.events.get(self.step)
    }
}

pub(super) async fn show(
    State(desk): State<Desk>,
    Moderating(me): Moderating,
    Path((kind, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (of, subject) = subject(&kind, &id).ok_or(Refusal::NotFound)?;
    let history = History::of(&desk.pool, desk.dispatcher.log(), subject).await?;
    let last = history.events().last().ok_or(Refusal::NotFound)?.position;
    let asked_at = position(asked.at.as_deref())?;
    let with = position(asked.with.as_deref())?;
    // The step at or before the moment: between two events nothing changed.
    let wanted = asked_at.unwrap_or(last);
    let step = history
        .events()
        .partition_point(|event| event.position <= wanted)
        .saturating_sub(1);
    let at = history
        .events()
        .get(step)
        .map_or(last, |event| event.position);
    // Both moments of a comparison are looked at.
    for as_of in [Some(at), with].into_iter().flatten() {
        look(&desk, &me, |by, at| StaffAccessCommand::ViewReplay {
            by,
            of,
            as_of,
            at,
        })
        .await?;
    }
    let staff = cases::names(&desk).await?;
    let before = with.unwrap_or_else(|| {
        let earlier = step
            .checked_sub(1)
            .and_then(|step| history.events().get(step));
        earlier.map_or(0, |event| event.position)
    });
    let models = compare(&history.as_of(before)?, &history.as_of(at)?, &staff);
    Ok(page::html(&ReplayPage {
        frame: Frame::of(&me, "replay"),
        events: entries(history.events(), &staff),
        is_cut: history.is_cut(),
        kind,
        id,
        step,
        at,
        with,
        before,
        models,
    }))
}

fn subject(kind: &str, id: &str) -> Option<(Replayed, Subject)> {
    Some(match kind {
        "member" => {
            let member = id.parse().ok()?;
            (Replayed::Member(member), Subject::Member(member))
        }
        "match" => {
            let pair: MatchId = id.parse().ok()?;
            (Replayed::Match(pair), Subject::Stream(pair.0))
        }
        "case" => {
            let case: domain::values::CaseId = id.parse().ok()?;
            (Replayed::Case(case), Subject::Stream(case.0))
        }
        _ => return None,
    })
}

fn position(asked: Option<&str>) -> Result<Option<i64>, Refusal> {
    let Some(text) = asked.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let position: i64 = text.parse().map_err(|_| Refusal::NotFound)?;
    if position < 0 {
        return Err(Refusal::NotFound);
    }
    Ok(Some(position))
}

/// All rows of both moments, field by field.
fn compare(before: &[Rows], now: &[Rows], staff: &HashMap<StaffId, String>) -> Vec<Model> {
    let names: BTreeSet<&str> = before.iter().chain(now).map(|model| model.name).collect();
    let of = |models: &[Rows], name: &str| -> std::collections::BTreeMap<String, Value> {
        let found = models.iter().find(|model| model.name == name);
        found.map(|model| model.rows.clone()).unwrap_or_default()
    };
    let mut models = Vec::new();
    for name in names {
        let (old, new) = (of(before, name), of(now, name));
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let rows = keys
            .into_iter()
            .map(|key| row(key, old.get(key), new.get(key), staff))
            .collect();
        models.push(Model {
            name: say("model", name).into_owned(),
            rows,
        });
    }
    models
}

fn row(
    key: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    staff: &HashMap<StaffId, String>,
) -> RowShown {
    let names: BTreeSet<&String> = [old, new]
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(|row| row.keys())
        .collect();
    let value = |row: Option<&Value>, name: &str| {
        let value = row.and_then(|row| row.get(name));
        value.map_or_else(String::new, |value| tell(name, value, staff))
    };
    let fields: Vec<Field> = names
        .into_iter()
        .map(|name| {
            let (before, now) = (value(old, name), value(new, name));
            Field {
                name: say("field", name).into_owned(),
                changed: before != now,
                before,
                now,
            }
        })
        .collect();
    RowShown {
        key: short(&key),
        changed: fields.iter().any(|field| field.changed),
        fields,
    }
}
