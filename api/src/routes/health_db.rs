//! `GET /health/db`: the database answers.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use sqlx::PgPool;

use crate::openapi::{Health, HealthStatus};
use crate::{ApiState, Code, Problem};

/// Longer than this is as good as never for whoever probes.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the database answers.
#[utoipa::path(
    get,
    path = "/health/db",
    operation_id = "health_db",
    tag = "service",
    responses(
        (status = 200, description = "It answers", body = Health),
        (status = 503, description = "`database_unavailable`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(State(state): State<ApiState>) -> Result<Json<Health>, Problem> {
    if answers(&state.pool).await {
        Ok(Json(Health::of(HealthStatus::Ok)))
    } else {
        Err(Problem::new(Code::DatabaseUnavailable).at("/health/db"))
    }
}

/// Whether the database answers in time.
pub(super) async fn answers(pool: &PgPool) -> bool {
    let question = sqlx::query("SELECT 1").execute(pool);
    matches!(tokio::time::timeout(PATIENCE, question).await, Ok(Ok(_)))
}
