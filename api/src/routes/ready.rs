//! `GET /ready`: migrated, database reachable, not draining.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::health_db;
use crate::{ApiState, Code, Problem};

const PATIENCE: Duration = Duration::from_secs(2);

pub(super) async fn handle(State(state): State<ApiState>) -> Result<Json<Value>, Problem> {
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
    Ok(Json(json!({"status": "ready"})))
}

async fn is_migrated(state: &ApiState) -> bool {
    let asking = app::migrations::is_migrated(&state.pool, state.vault_pool.as_ref());
    matches!(tokio::time::timeout(PATIENCE, asking).await, Ok(Ok(true)))
}
