//! `GET /health/db`: the database answers.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{ApiState, Code, Problem};

/// Longer than this is as good as never for whoever probes.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) async fn handle(State(state): State<ApiState>) -> Result<Json<Value>, Problem> {
    if answers(&state.pool).await {
        Ok(Json(json!({"status": "ok"})))
    } else {
        Err(Problem::new(Code::DatabaseUnavailable).at("/health/db"))
    }
}

/// Whether the database answers in time.
pub(super) async fn answers(pool: &PgPool) -> bool {
    let question = sqlx::query("SELECT 1").execute(pool);
    matches!(tokio::time::timeout(PATIENCE, question).await, Ok(Ok(_)))
}
