//! `POST /console/cases/{id}/bundle`: a case as a signed file that proves itself without us.
//!
//! A form and not a link, since something leaves the system with it.

use app::audit::{BundleScope, stream_bundle};
use app::staff::Role;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::moderation::Case;
use domain::staff_access::StaffAccessCommand;
use domain::values::CaseId;
use futures::TryStreamExt;

use super::Desk;
use super::look::look;
use super::posted::Posted;
use super::refusal::Refusal;
use super::signed_in::allowed;
use super::words::short;

pub(super) async fn export(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Posted { me, fields }: Posted,
) -> Result<Response, Refusal> {
    let me = allowed(me, Role::is_senior)?;
    fields.only(&[])?;
    let case_id: CaseId = id.parse().map_err(|_| Refusal::NotFound)?;
    let case: Case = desk.dispatcher.load(case_id).await?;
    let scope = BundleScope::of_case(case_id, &case);
    let position = scope.last_position(&desk.pool).await?;
    let position = position.ok_or(Refusal::NotFound)?;
    look(&desk, &me, |by, at| StaffAccessCommand::ExportBundle {
        by,
        case_id,
        position,
        at,
    })
    .await?;
    let now = desk.clock.now();
    let pieces = stream_bundle(desk.pool.clone(), desk.signer.clone(), scope, now)
        .inspect_err(|error| tracing::warn!(%error, "a bundle was broken off"));
    // An id of our own and nothing else gets into the header.
    let disposition = format!("attachment; filename=\"case-{}.bundle\"", short(&case_id));
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
