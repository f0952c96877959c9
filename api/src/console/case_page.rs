//! `GET /console/cases/{id}`: one case, the subject's history left, the decision right.

use std::collections::HashMap;

use app::history::{History, Subject};
use app::vault::Kind;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::member::Member;
use domain::moderation::{Case, CaseState, Decision, DecisionTemplate, MadeDecision, PolicyReason};
use domain::staff_access::StaffAccessCommand;
use domain::values::{CaseId, MemberId, StaffId, Timestamp, VaultRef};
use secrecy::ExposeSecret;

use super::Desk;
use super::case_reports::{ReportShown, reports};
use super::cases::{self, CaseRow, outcome_name};
use super::desk::DeskParts;
use super::look::look;
use super::member_page::{Person, person};
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::{Moderating, SignedIn};
use super::timeline::{Entry, based_on, entries};
use super::told::{self, Told};
use super::verdict::Draft;
use super::words::{moment, say, short, stamp};

/// The newest events of the subject that are listed; replay has them all.
const LISTED_EVENTS: usize = 60;

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    case_id: CaseId,
    row: CaseRow,
    version: u64,
    holder: Option<String>,
    mine: bool,
    for_me: bool,
    reports: Vec<ReportShown>,
    made: Option<MadeDecision>,
    made_by: Option<String>,
    appeal: Option<String>,
    notes: Vec<NoteShown>,
    person: Person,
    events: Vec<Entry>,
    /// There are older events, too many to be read.
    is_cut: bool,
    draft: Draft,
    /// What the subject would read of it.
    told: Told,
    /// Why the form that was sent was not carried out.
    conflict: Option<&'static str>,
    looking: Vec<String>,
    /// What is in force and may be lifted by this person.
    liftable: Option<Decision>,
    /// Where what the decision was based on is replayed.
    decision_based_on: Option<String>,
    /// The same for the judgement of the appeal.
    outcome_based_on: Option<String>,
}

impl CasePage {
    /// Where the subject is replayed.
    fn base(&self) -> String {
        format!("/console/replay/member/{}", self.person.member)
    }
}

/// A note of the staff.
struct NoteShown {
    by: String,
    at: Timestamp,
    text: Option<String>,
}

pub(super) async fn show(
    State(desk): State<Desk>,
    Moderating(me): Moderating,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let case_id = id.parse().map_err(|_| Refusal::NotFound)?;
    view(&desk, &me, case_id).await?;
    desk.staff.look_at(me.account.staff_id, case_id.0).await?;
    render(&desk, &me, case_id, Draft::default(), None).await
}

/// The page with what was sent and the reason why it was not carried out. It shows the case, so it is a look like any other.
pub(super) async fn conflict(
    desk: &DeskParts,
    me: &SignedIn,
    case_id: CaseId,
    draft: Draft,
    code: &'static str,
) -> Result<Response, Refusal> {
    view(desk, me, case_id).await?;
    let page = render(desk, me, case_id, draft, Some(code)).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// The page with what is chosen and what the subject would read of it; nothing is decided.
pub(super) async fn preview(
    desk: &DeskParts,
    me: &SignedIn,
    case_id: CaseId,
    draft: Draft,
) -> Result<Response, Refusal> {
    view(desk, me, case_id).await?;
    render(desk, me, case_id, draft, None).await
}

/// Who looks is written down before anything is shown; a case that is not there is not looked at.
async fn view(desk: &DeskParts, me: &SignedIn, case_id: CaseId) -> Result<(), Refusal> {
    let case: Case = desk.dispatcher.load(case_id).await?;
    if case.state == CaseState::None {
        return Err(Refusal::NotFound);
    }
    look(desk, me, |by, at| StaffAccessCommand::ViewCase {
        by,
        case_id,
        at,
    })
    .await
}

async fn render(
    desk: &DeskParts,
    me: &SignedIn,
    case_id: CaseId,
    draft: Draft,
    conflict: Option<&'static str>,
) -> Result<Response, Refusal> {
    let case: Case = desk.dispatcher.load(case_id).await?;
    let row = cases::find(desk, case_id).await?.ok_or(Refusal::NotFound)?;
    let staff = cases::names(desk).await?;
    let called = |id: StaffId| staff.get(&id).cloned().unwrap_or_else(|| short(&id));
    let subject = row.subject;
    let member: Member = desk.dispatcher.load(subject).await?;
    let history = History::of(&desk.pool, desk.dispatcher.log(), Subject::Member(subject)).await?;
    let all = history.events();
    let listed = entries(&all[all.len().saturating_sub(LISTED_EVENTS)..], &staff);
    let reads = case.may_read_comments(me.account.staff_id);
    let appeal = match case.decision.as_ref().and_then(|made| made.appeal) {
        Some(appeal) if reads => open(desk, subject, Kind::Appeal, appeal.text).await?,
        _ => None,
    };
    let [decision_based_on, outcome_based_on] = moments(&history, case_id);
    let page = CasePage {
        frame: Frame::of(me, "queue"),
        case_id,
        version: case.version,
        holder: case.assigned_to.map(&called),
        mine: reads,
        for_me: row.is_for(me),
        reports: reports(desk, me, case_id, &case, reads).await?,
        liftable: liftable(desk, me, &case),
        made_by: case.decision.as_ref().map(|made| called(made.by)),
        made: case.decision.clone(),
        appeal,
        notes: notes(desk, subject, &history, case_id, &staff).await?,
        person: person(desk, subject, &member).await?,
        events: listed,
        is_cut: history.is_cut(),
        row,
        told: told::told(desk, me, &case, &member, &draft),
        draft,
        conflict,
        decision_based_on,
        outcome_based_on,
        looking: looking(desk, me, case_id, called).await?,
    };
    Ok(page::html(&page))
}

/// By a senior, while no appeal waits.
fn liftable(desk: &DeskParts, me: &SignedIn, case: &Case) -> Option<Decision> {
    let made = case.decision.as_ref()?;
    let may_lift = me.account.role.is_senior() && case.state == CaseState::Closed;
    (may_lift && made.is_in_force(desk.clock.now())).then_some(made.decision)
}

/// Who else has the case in front of them.
async fn looking(
    desk: &DeskParts,
    me: &SignedIn,
    case_id: CaseId,
    called: impl Fn(StaffId) -> String,
) -> Result<Vec<String>, Refusal> {
    let lookers = desk.staff.lookers().await?.into_iter();
    let others = lookers.filter(|(case, who)| *case == case_id.0 && *who != me.account.staff_id);
    Ok(others.map(|(_, who)| called(who)).collect())
}

/// The newest decision of this case and the newest judgement of an appeal: where what each was based on is replayed.
fn moments(history: &History, case_id: CaseId) -> [Option<String>; 2] {
    let stream = case_id.to_string();
    ["DecisionMade", "AppealDecided"].map(|decided| {
        let mut events = history.events().iter().rev();
        let newest =
            events.find(|event| event.aggregate_id == stream && event.event_type == decided)?;
        based_on(newest)
    })
}

/// Notes of this case, from its events.
async fn notes(
    desk: &DeskParts,
    subject: MemberId,
    history: &History,
    case_id: CaseId,
    staff: &HashMap<StaffId, String>,
) -> Result<Vec<NoteShown>, Refusal> {
    let stream = case_id.to_string();
    let own = history
        .events()
        .iter()
        .filter(|event| event.aggregate_id == stream);
    let mut notes = Vec::new();
    for event in own {
        let reference = event.facts["note"].as_str();
        let Some(reference) = reference.and_then(|text| text.parse::<VaultRef>().ok()) else {
            continue;
        };
        notes.push(NoteShown {
            by: super::timeline::tell("by", &event.facts["by"], staff),
            at: event.recorded_at,
            text: open(desk, subject, Kind::Note, reference).await?,
        });
    }
    Ok(notes)
}

/// A value of the vault, `None` when it was erased.
pub(super) async fn open(
    desk: &DeskParts,
    member: MemberId,
    kind: Kind,
    reference: VaultRef,
) -> Result<Option<String>, Refusal> {
    let value = desk.vault.get(member, kind, reference).await?;
    Ok(value.map(|value| value.expose_secret().to_owned()))
}
