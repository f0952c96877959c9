//! `GET /api/v1/admin/cases`: the queue.

use app::staff::Role;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use chrono::{DateTime, Utc};
use domain::moderation::{AppealOutcome, CaseState, PolicyReason, ReportReason};
use projections::Projection;
use projections::cases::{self, CaseRow, Cases, Show};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::console::{Admitted, Desk};
use crate::{Code, Problem};

/// The most cases of one answer.
const MOST_CASES: i64 = 200;

/// Which cases are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// All that wait, unless said otherwise.
    #[serde(default)]
    #[param(inline)]
    show: Shown,
}

/// Which cases.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Shown {
    /// All that wait for somebody.
    #[default]
    Waiting,
    /// Those that nobody works on.
    Free,
    /// Those that the caller works on.
    Mine,
    /// Those that cannot wait.
    Urgent,
    /// Those that wait for a senior.
    Escalated,
    /// Those that an appeal reopened.
    Appealed,
    /// Those that are resolved, the latest first.
    Closed,
}

/// The queue.
#[derive(Serialize, ToSchema)]
pub(super) struct Queue {
    cases: Vec<Case>,
}

/// One case of the queue.
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the answer"
)]
#[derive(Serialize, ToSchema)]
pub(super) struct Case {
    case_id: Uuid,
    /// About which member.
    subject: Uuid,
    #[schema(value_type = String)]
    state: CaseState,
    /// Whether it cannot wait.
    urgent: bool,
    #[schema(value_type = Vec<String>)]
    reasons: Vec<ReportReason>,
    reports: i32,
    /// What a decision says it has seen.
    version: i64,
    opened_at: DateTime<Utc>,
    assigned_to: Option<Uuid>,
    escalated: bool,
    decision: Option<String>,
    #[schema(value_type = Option<String>)]
    policy_reason: Option<PolicyReason>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    appealed_at: Option<DateTime<Utc>>,
    #[schema(value_type = Option<String>)]
    appeal_outcome: Option<AppealOutcome>,
    closed_at: Option<DateTime<Utc>>,
}

impl From<CaseRow> for Case {
    fn from(row: CaseRow) -> Self {
        Self {
            case_id: row.case_id.0,
            subject: row.subject.0,
            state: row.state,
            urgent: row.urgent,
            reasons: row.reasons,
            reports: row.reports,
            version: row.events,
            opened_at: row.opened_at,
            assigned_to: row.assigned_to.map(|staff| staff.0),
            escalated: row.escalated,
            decision: row.decision,
            policy_reason: row.policy_reason,
            decided_by: row.decided_by.map(|staff| staff.0),
            decided_at: row.decided_at,
            appealed_at: row.appealed_at,
            appeal_outcome: row.appeal_outcome,
            closed_at: row.closed_at,
        }
    }
}

/// Cases, urgent ones first, then those that wait longest.
#[utoipa::path(
    get,
    path = "/api/v1/admin/cases",
    operation_id = "cases",
    tag = "admin",
    params(Asked),
    responses(
        (status = 200, description = "The queue, at most 200 cases", body = Queue),
        (status = 422, description = "`invalid_query`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(desk): State<Desk>,
    admitted: Admitted,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Queue>, Problem> {
    let account = admitted.if_may(Role::moderates)?;
    let Query(asked) = asked.map_err(|_| Problem::new(Code::InvalidQuery))?;
    let show = match asked.show {
        Shown::Waiting => Show::Waiting,
        Shown::Free => Show::Free,
        Shown::Mine => Show::Of(account.staff_id),
        Shown::Urgent => Show::Urgent,
        Shown::Escalated => Show::Escalated,
        Shown::Appealed => Show::Appealed,
        Shown::Closed => Show::Closed,
    };
    app::caught_up(desk.dispatcher.log(), Cases::NAME).await?;
    let rows = cases::queue(&desk.pool, show, MOST_CASES).await;
    let rows = rows.map_err(app::AppError::from)?;
    Ok(Json(Queue {
        cases: rows.into_iter().map(Case::from).collect(),
    }))
}
