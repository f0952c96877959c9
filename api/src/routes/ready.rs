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

/// More migrations than we know are fine: a newer version may be rolling out beside us.
async fn is_migrated(state: &ApiState) -> bool {
    let applied =
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM _sqlx_migrations WHERE success")
            .fetch_one(&state.pool);
    matches!(tokio::time::timeout(PATIENCE, applied).await, Ok(Ok(count)) if usize::try_from(count).is_ok_and(|count| count >= state.migrations_expected))
}
