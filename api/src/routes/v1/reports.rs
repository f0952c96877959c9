//! `POST /api/v1/reports`: reports the peer of a talk.

use app::actions::{self, NewReport, ReportRefused};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::moderation::ReportReason;
use domain::values::{MatchId, ReportComment, StatementError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::refuse_banned;
use crate::signed::{Caller, JsonBody};
use crate::state::Members;
use crate::{Code, Problem};

/// A report about a talk.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Report {
    /// The talk: open, or over for less than 24 hours.
    match_id: Uuid,
    reason: Reason,
    /// What to add, for moderators only.
    #[schema(max_length = 500)]
    comment: Option<String>,
}

/// Why somebody is reported.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Reason {
    /// Advertising, begging, fraud.
    Spam,
    /// Insults, harassment, pressure.
    Abuse,
    /// Threatens me or others.
    Danger,
    /// May harm themselves.
    Crisis,
    /// Under 18.
    Minor,
    /// Anything else.
    Other,
}

impl From<Reason> for ReportReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Spam => Self::Spam,
            Reason::Abuse => Self::Abuse,
            Reason::Danger => Self::Danger,
            Reason::Crisis => Self::Crisis,
            Reason::Minor => Self::Minor,
            Reason::Other => Self::Other,
        }
    }
}

/// A report that a moderator will look at.
#[derive(Serialize, ToSchema)]
pub(super) struct Filed {
    /// The report.
    report_id: Uuid,
}

/// Reports the peer of a talk to the moderators, once a minute and once per talk until it is answered.
#[utoipa::path(
    post,
    path = "/api/v1/reports",
    operation_id = "report",
    tag = "safety",
    request_body = Report,
    responses(
        (status = 201, description = "A moderator will look at it", body = Filed),
        (status = 404, description = "`unknown_match`: no talk of this member", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`already_reported`, `report_too_late`, `not_available`, or `suspended`: a banned member", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`comment_invalid`", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_requests`: once a minute", body = Problem, content_type = "application/problem+json",
            headers(("Retry-After" = u64, description = "Seconds"))),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(report): JsonBody<Report>,
) -> Result<(StatusCode, Json<Filed>), Problem> {
    let comment = comment(report.comment.as_deref())?;
    refuse_banned(&members.dispatcher.load(call.member).await?)?;
    let filed = actions::file_report(
        &members.dispatcher,
        &members.coordination,
        &members.vault,
        &members.ids,
        call,
        NewReport {
            match_id: MatchId(report.match_id),
            reason: report.reason.into(),
            comment: comment.as_ref(),
        },
    );
    let filed = filed.await?.map_err(problem)?;
    let report_id = filed.report_id.0;
    Ok((StatusCode::CREATED, Json(Filed { report_id })))
}

/// A comment of spaces is none.
fn comment(text: Option<&str>) -> Result<Option<ReportComment>, Problem> {
    match text.map(ReportComment::parse) {
        None | Some(Err(StatementError::Empty)) => Ok(None),
        Some(Ok(comment)) => Ok(Some(comment)),
        Some(Err(StatementError::TooLong(_))) => Err(Problem::new(Code::CommentInvalid)),
    }
}

fn problem(refused: ReportRefused) -> Problem {
    match refused {
        ReportRefused::UnknownTalk => Problem::new(Code::UnknownMatch),
        ReportRefused::TooLate => Problem::new(Code::ReportTooLate),
        ReportRefused::AlreadyReported => Problem::new(Code::AlreadyReported),
        ReportRefused::NotAvailable => Problem::new(Code::NotAvailable),
        ReportRefused::TooOften { retry_after } => {
            Problem::new(Code::TooManyRequests).retry_after(retry_after)
        }
    }
}
