//! `POST /console/cases/{id}/{work}`: what a moderator does with a case.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::moderation::{AppealOutcome, CaseError};
use domain::values::{CaseId, StaffNote};

use super::Desk;
use super::case_page::{conflict, preview};
use super::cases;
use super::desk::DeskParts;
use super::posted::{Fields, Posted};
use super::refusal::Refusal;
use super::signed_in::{SignedIn, allowed};
use super::verdict::{self, Draft};

/// Shows what the subject would read, for whom no script does.
const PREVIEW: &str = "preview";

pub(super) async fn submit(
    State(desk): State<Desk>,
    Path((id, work)): Path<(String, String)>,
    Posted { me, fields }: Posted,
) -> Result<Response, Refusal> {
    let me = allowed(me, app::staff::Role::moderates)?;
    let case_id: CaseId = id.parse().map_err(|_| Refusal::NotFound)?;
    if work == PREVIEW {
        fields.only(&verdict::FIELDS)?;
        return preview(&desk, &me, case_id, Draft::of(&fields)).await;
    }
    match carry_out(&desk, &me, case_id, &work, &fields).await? {
        Ok(()) => then(&desk, &me, case_id, &fields).await,
        Err(CaseError::NotOpened) => Err(Refusal::NotFound),
        Err(rule) => conflict(&desk, &me, case_id, Draft::of(&fields), code(&rule)).await,
    }
}

/// Does it, or says which rule is against it. A form that is sent twice meets the version it was made for.
async fn carry_out(
    desk: &DeskParts,
    me: &SignedIn,
    case_id: CaseId,
    work: &str,
    fields: &Fields,
) -> Result<Result<(), CaseError>, Refusal> {
    let (records, call) = (desk.records(), desk.call(&me.account));
    let done = match work {
        "assign" => {
            fields.only(&[])?;
            records.take(call, case_id).await
        }
        "unassign" => {
            fields.only(&[])?;
            records.release(call, case_id).await
        }
        "escalate" => {
            fields.only(&[])?;
            records.escalate(call, case_id).await
        }
        "note" => {
            fields.only(&["note"])?;
            let note = note(fields)?.ok_or(Refusal::Unreadable)?;
            records.note(call, case_id, &note).await
        }
        "decide" => {
            fields.only(&verdict::FIELDS)?;
            let (verdict, seen) = (verdict::read(fields)?, verdict::version(fields)?);
            records.decide(call, case_id, verdict, seen).await
        }
        "appeal" => {
            fields.only(&["outcome", "note", "version", "then"])?;
            let (outcome, note) = (fields.read("outcome", outcome)?, note(fields)?);
            let seen = verdict::version(fields)?;
            records
                .decide_appeal(call, case_id, outcome, note.as_ref(), seen)
                .await
        }
        "lift" => {
            fields.only(&["note", "version"])?;
            let (note, seen) = (note(fields)?, verdict::version(fields)?);
            records
                .lift_sanction(call, case_id, note.as_ref(), seen)
                .await
        }
        _ => return Err(Refusal::NotFound),
    };
    Ok(done?)
}

fn outcome(name: &str) -> Option<AppealOutcome> {
    match name {
        "upheld" => Some(AppealOutcome::Upheld),
        "overturned" => Some(AppealOutcome::Overturned),
        _ => None,
    }
}

/// A note for the staff, `None` when nothing was written.
pub(super) fn note(fields: &Fields) -> Result<Option<StaffNote>, Refusal> {
    let text = fields.text("note", StaffNote::MAX_CHARACTERS)?;
    text.map(|text| StaffNote::parse(&text).map_err(|_| Refusal::Unreadable))
        .transpose()
}

/// Back to the case, or on to the next.
async fn then(
    desk: &DeskParts,
    me: &SignedIn,
    case_id: CaseId,
    fields: &Fields,
) -> Result<Response, Refusal> {
    let target = match fields.one("then") {
        Some("next") => match cases::next(desk, me).await? {
            Some(next) => format!("/console/cases/{next}"),
            None => super::HOME.to_owned(),
        },
        _ => format!("/console/cases/{case_id}"),
    };
    Ok(Redirect::to(&target).into_response())
}

/// What the page says about a rule.
pub(super) const fn code(rule: &CaseError) -> &'static str {
    match rule {
        CaseError::Changed { .. } => "changed",
        CaseError::AlreadyDecided(_) => "already_decided",
        CaseError::AssignedToAnother(_) => "assigned_to_another",
        CaseError::NotAssigned => "not_assigned",
        CaseError::NeedsSenior => "needs_senior",
        CaseError::OwnDecision => "own_decision",
        CaseError::ReasonDoesNotFit => "reason_does_not_fit",
        CaseError::CrisisAlone => "crisis_alone",
        CaseError::AppealPending => "appeal_pending",
        CaseError::NoAppeal => "no_appeal",
        CaseError::SeniorLifts => "senior_lifts",
        CaseError::NothingToLift => "nothing_to_lift",
        CaseError::NotAReporter => "not_a_reporter",
        _ => "refused",
    }
}
