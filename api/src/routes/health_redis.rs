//! `GET /health/redis`: Redis answers, or none is configured.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::{ApiState, Code, Problem};

pub(super) async fn handle(State(state): State<ApiState>) -> Result<Json<Value>, Problem> {
    match state.coordination.redis_healthy().await {
        Some(true) => Ok(Json(json!({"status": "ok"}))),
        None => Ok(Json(json!({"status": "not_configured"}))),
        Some(false) => Err(Problem::new(Code::RedisUnavailable).at("/health/redis")),
    }
}
