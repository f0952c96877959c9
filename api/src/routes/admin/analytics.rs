//! `GET /api/v1/admin/analytics/{view}`: what analysts read.

use app::staff::Role;
use axum::Json;
use axum::extract::{Path, State};
use projections::analytics::{self, AnalyticsView};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::console::{Admitted, Desk};
use crate::{Code, Problem};

/// The rows of a view.
#[derive(Serialize, ToSchema)]
pub(super) struct Rows {
    view: &'static str,
    /// An object by column each; a number that would be of fewer than five people is null. What the columns mean is said in the database.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Value>,
}

/// A view of the schema `analytics`: `funnel_daily`, `match_quality`, `waiting_times`, `topic_supply_demand`, `topic_pairs`, `chats`,
/// `tips_daily`, `retention_weekly`, `moderation_load` or `experiments`.
#[utoipa::path(
    get,
    path = "/api/v1/admin/analytics/{view}",
    operation_id = "analytics",
    tag = "admin",
    params(("view" = String, Path, description = "The view's name")),
    responses(
        (status = 200, description = "At most 1000 rows, the latest first", body = Rows),
        (status = 404, description = "`not_found`: there is no such view", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(desk): State<Desk>,
    admitted: Admitted,
    Path(view): Path<String>,
) -> Result<Json<Rows>, Problem> {
    admitted.if_may(Role::analyses)?;
    let view = AnalyticsView::from_name(&view).ok_or_else(|| Problem::new(Code::NotFound))?;
    let rows = analytics::rows(&desk.pool, view).await;
    Ok(Json(Rows {
        view: view.name(),
        rows: rows.map_err(app::AppError::from)?,
    }))
}
