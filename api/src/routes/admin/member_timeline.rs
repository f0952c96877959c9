//! `GET /api/v1/admin/members/{id}/timeline`: what happened around a member.

use app::history::Subject;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use domain::staff_access::Replayed;
use domain::values::MemberId;

use super::timeline::{Asked, Timeline, tell};
use crate::console::{Admitted, Desk};
use crate::{Code, Problem};

/// What happened around a member, and how every read model stood then; the look is written down.
#[utoipa::path(
    get,
    path = "/api/v1/admin/members/{id}/timeline",
    operation_id = "member_timeline",
    tag = "admin",
    params(("id" = Uuid, Path, description = "The member"), Asked),
    responses(
        (status = 200, description = "Events and rows as of then", body = Timeline),
        (status = 404, description = "`not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`invalid_query`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(desk): State<Desk>,
    admitted: Admitted,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Timeline>, Problem> {
    let id: MemberId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    tell(
        &desk,
        admitted,
        asked,
        Subject::Member(id),
        Replayed::Member(id),
    )
    .await
}
