//! `GET /health`: the process is alive.

use axum::Json;

use crate::openapi::{Health, HealthStatus};

/// Whether the process is alive.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "health",
    tag = "service",
    responses((status = 200, description = "Alive", body = Health))
)]
pub(super) async fn handle() -> Json<Health> {
    Json(Health::of(HealthStatus::Ok))
}
