//! `GET /health/redis`: Redis answers, or none is configured.

use axum::Json;
use axum::extract::State;

use crate::openapi::{Health, HealthStatus};
use crate::{ApiState, Code, Problem};

/// Whether Redis answers, if there is one.
#[utoipa::path(
    get,
    path = "/health/redis",
    operation_id = "health_redis",
    tag = "service",
    responses(
        (status = 200, description = "It answers, or none is configured", body = Health),
        (status = 503, description = "`redis_unavailable`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(State(state): State<ApiState>) -> Result<Json<Health>, Problem> {
    match state.coordination.redis_healthy().await {
        Some(true) => Ok(Json(Health::of(HealthStatus::Ok))),
        None => Ok(Json(Health::of(HealthStatus::NotConfigured))),
        Some(false) => Err(Problem::new(Code::RedisUnavailable).at("/health/redis")),
    }
}
