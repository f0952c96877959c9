//! `POST /console/cases/{id}/presence`: the page of a case is still open.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::values::CaseId;

use super::Desk;
use super::posted::Posted;
use super::refusal::Refusal;
use super::signed_in::allowed;

pub(super) async fn submit(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Result<StatusCode, Refusal> {
    let me = allowed(me, app::staff::Role::moderates)?;
    fields.only(&[])?;
    let case_id: CaseId = id.parse().map_err(|_| Refusal::NotFound)?;
    desk.staff.look_at(me.account.staff_id, case_id.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
