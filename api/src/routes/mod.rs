//! The endpoints, one per file.

mod fallback;
mod health;
mod health_db;
mod health_redis;
mod metrics;
mod ready;

use axum::Router;
use axum::routing::get;

use crate::ApiState;

/// All endpoints outside `/api/v1` that need no login.
pub fn router(state: ApiState) -> Router {
    Router::new()
        .route("/health", get(health::handle))
        .route("/health/db", get(health_db::handle))
        .route("/health/redis", get(health_redis::handle))
        .route("/ready", get(ready::handle))
        .route("/metrics", get(metrics::handle))
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
        .with_state(state)
}
