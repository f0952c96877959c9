//! `GET /api/v1/admin/audit/head`: the end of the log.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Problem;
use crate::console::{Admitted, Desk};

/// The end of the log: whoever keeps it can tell later that nothing before it was changed or removed.
#[derive(Serialize, ToSchema)]
pub(super) struct Head {
    /// The position of the last event, 0 for none.
    position: i64,
    /// The hash of the chain there, in hexadecimal.
    hash: String,
}

/// The end of the log, for every role.
#[utoipa::path(
    get,
    path = "/api/v1/admin/audit/head",
    operation_id = "audit_head",
    tag = "admin",
    responses((status = 200, description = "Position and hash", body = Head))
)]
pub(super) async fn handle(
    State(desk): State<Desk>,
    Admitted(_): Admitted,
) -> Result<Json<Head>, Problem> {
    let head = desk.dispatcher.log().head().await;
    let head = head.map_err(app::AppError::from)?;
    Ok(Json(Head {
        position: head.position,
        hash: hex::encode(head.hash),
    }))
}
