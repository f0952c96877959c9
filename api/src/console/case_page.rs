//! `GET /console/cases/{id}`: one case, the subject's history left, the decision right.

use std::collections::HashMap;

use app::history::{History, Subject};
use app::vault::Kind;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::member::Member;
use domain::moderation::{
    Case, CaseState, DecisionTemplate, FiledReport, MadeDecision, PolicyReason,
};
use domain::staff_access::StaffAccessCommand;
use domain::values::{CaseId, MemberId, StaffId, Timestamp, VaultRef};
use secrecy::ExposeSecret;

use super::Desk;
use super::cases::{self, CaseRow, outcome_name};
use super::desk::DeskParts;
use super::look::look;
use super::member_page::{Person, person};
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::{Moderating, SignedIn};
use super::timeline::{Entry, entries};
use super::verdict::Draft;
use super::words::{moment, say, short, stamp};

/// The newest events of the subject that are listed; replay has them all.
const LISTED_EVENTS: usize = 60;

/// A report as the page shows it.
struct ReportShown {
    report: FiledReport,
    /// What the reporter wrote, for whoever works on the case.
    comment: Option<String>,
}

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
    draft: Draft,
    /// Why the form that was sent was not carried out.
    conflict: Option<&'static str>,
    looking: Vec<String>,
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
    let history = History::of(&desk.pool, Subject::Member(subject)).await?;
    let all = history.events();
    let listed = entries(&all[all.len().saturating_sub(LISTED_EVENTS)..], &staff);
    let mut looking = Vec::new();
    for (other, who) in desk.staff.lookers().await? {
        if other == case_id.0 && who != me.account.staff_id {
            looking.push(called(who));
        }
    }
    let reads = case.may_read_comments(me.account.staff_id);
    let appeal = match case.decision.as_ref().and_then(|made| made.appeal) {
        Some(appeal) if reads => open(desk, subject, Kind::Appeal, appeal.text).await?,
        _ => None,
    };
    let page = CasePage {
        frame: Frame::of(me, "queue"),
        case_id,
        version: case.version,
        holder: case.assigned_to.map(called),
        mine: reads,
        for_me: row.is_for(me),
        reports: reports(desk, me, case_id, &case, reads).await?,
        made_by: case.decision.as_ref().map(|made| called(made.by)),
        made: case.decision.clone(),
        appeal,
        notes: notes(desk, subject, &history, case_id, &staff).await?,
        person: person(desk, subject, &member).await?,
        events: listed,
        row,
        draft,
        conflict,
        looking,
    };
    Ok(page::html(&page))
}

/// What reporters wrote is opened for whoever works on the case, and that is written down too.
async fn reports(
    desk: &DeskParts,
    me: &SignedIn,
    case_id: CaseId,
    case: &Case,
    reads: bool,
) -> Result<Vec<ReportShown>, Refusal> {
    let mut shown = Vec::new();
    for report in &case.reports {
        let comment = match report.comment.filter(|_| reads) {
            Some(reference) => {
                look(desk, me, |by, at| StaffAccessCommand::ViewComment {
                    by,
                    case_id,
                    report_id: report.report_id,
                    at,
                })
                .await?;
                open(desk, report.reporter, Kind::Comment, reference).await?
            }
            None => None,
        };
        shown.push(ReportShown {
            report: *report,
            comment,
        });
    }
    Ok(shown)
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
