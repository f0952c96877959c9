//! `GET /api/v1/admin/cases/{id}`: one case as decided so far.

use app::staff::Role;
use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use domain::moderation::{self, CaseState, Decision, PolicyReason, ReportReason};
use domain::staff_access::StaffAccessCommand;
use domain::values::CaseId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::look::look;
use crate::console::{Admitted, Desk};
use crate::{Code, Problem};

/// One case.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseFile {
    case_id: Uuid,
    /// About which member.
    subject: Uuid,
    #[schema(value_type = String)]
    state: CaseState,
    assigned_to: Option<Uuid>,
    escalated: bool,
    /// What a decision says it has seen.
    version: u64,
    reports: Vec<Report>,
    decision: Option<Made>,
}

/// One report. What its reporter wrote is for whoever works on the case, in the console.
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the answer"
)]
#[derive(Serialize, ToSchema)]
struct Report {
    report_id: Uuid,
    reporter: Uuid,
    match_id: Uuid,
    #[schema(value_type = String)]
    reason: ReportReason,
    /// Whether the reporter wrote something.
    has_comment: bool,
    /// Whether it counts as a signal.
    counted: bool,
    at: DateTime<Utc>,
}

/// What was decided.
#[derive(Serialize, ToSchema)]
struct Made {
    /// `dismiss`, `warn`, `mute`, `suspend` or `ban`.
    decision: &'static str,
    until: Option<DateTime<Utc>>,
    #[schema(value_type = String)]
    policy_reason: PolicyReason,
    by: Uuid,
    at: DateTime<Utc>,
    appeal_until: Option<DateTime<Utc>>,
    appealed_at: Option<DateTime<Utc>>,
}

/// One case; the look is written down.
#[utoipa::path(
    get,
    path = "/api/v1/admin/cases/{id}",
    operation_id = "case",
    tag = "admin",
    params(("id" = Uuid, Path, description = "The case")),
    responses(
        (status = 200, description = "The case", body = CaseFile),
        (status = 404, description = "`not_found`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(desk): State<Desk>,
    admitted: Admitted,
    Path(id): Path<String>,
) -> Result<Json<CaseFile>, Problem> {
    let account = admitted.if_may(Role::moderates)?;
    let not_found = || Problem::new(Code::NotFound);
    let case_id: CaseId = id.parse().map_err(|_| not_found())?;
    let case: moderation::Case = desk.dispatcher.load(case_id).await?;
    let subject = case.subject.ok_or_else(not_found)?;
    look(&desk, &account, |by, at| StaffAccessCommand::ViewCase {
        by,
        case_id,
        at,
    })
    .await?;
    let reports = case.reports.iter().map(|report| Report {
        report_id: report.report_id.0,
        reporter: report.reporter.0,
        match_id: report.match_id.0,
        reason: report.reason,
        has_comment: report.comment.is_some(),
        counted: report.counted,
        at: report.at,
    });
    Ok(Json(CaseFile {
        case_id: case_id.0,
        subject: subject.0,
        state: case.state,
        assigned_to: case.assigned_to.map(|staff| staff.0),
        escalated: case.escalated,
        version: case.version,
        reports: reports.collect(),
        decision: case.decision.map(|made| Made {
            decision: Decision::name(made.decision),
            until: made.until,
            policy_reason: made.policy_reason,
            by: made.by.0,
            at: made.at,
            appeal_until: made.appeal_until,
            appealed_at: made.appeal.map(|appeal| appeal.at),
        }),
    }))
}
