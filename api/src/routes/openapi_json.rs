//! `GET /openapi.json`: this document.

use axum::Json;
use utoipa::openapi::OpenApi;

use crate::openapi;

/// What the API can do, for programs.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "openapi",
    tag = "service",
    responses((status = 200, description = "This document", body = serde_json::Value))
)]
pub(super) async fn handle() -> Json<OpenApi> {
    Json(openapi::document())
}
