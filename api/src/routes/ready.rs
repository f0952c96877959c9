//! `GET /ready`: migrated, database reachable, not draining.

use std::time::Duration;

use axum::Json;
use axum::extract::State;

use super::health_db;
use crate::openapi::{Health, HealthStatus};
use crate::{ApiState, Code, Problem};

const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the process takes work: migrated, database reachable, not about to stop.
#[utoipa::path(
    get,
    path = "/ready",
    operation_id = "ready",
    tag = "service",
    responses(
        (status = 200, description = "Ready", body = Health),
        (status = 503, description = "`draining`, `database_unavailable` or `not_migrated`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(State(state): State<ApiState>) -> Result<Json<Health>, Problem> {
    let problem = |code| Err(Problem::new(code).at("/ready"));
    if state.is_draining() {
        return problem(Code::Draining);
    }
    if !health_db::answers(&state.pool).await {
        return problem(Code::DatabaseUnavailable);
    }
    if !is_migrated(&state).await {
        return problem(Code::NotMigrated);
    }
    Ok(Json(Health::of(HealthStatus::Ready)))
}

async fn is_migrated(state: &ApiState) -> bool {
    let asking = app::migrations::is_migrated(&state.pool, state.vault_pool.as_ref());
    matches!(tokio::time::timeout(PATIENCE, asking).await, Ok(Ok(true)))
}
