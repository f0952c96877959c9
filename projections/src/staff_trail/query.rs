//! Reads what became of accounts.

use sqlx::PgPool;
use sqlx::types::Json;

use super::TrailEntry;
use crate::ProjectionError;

/// The newest facts, the newest first.
pub async fn newest(pool: &PgPool, limit: i64) -> Result<Vec<TrailEntry>, ProjectionError> {
    let rows: Vec<Json<TrailEntry>> = sqlx::query_scalar(
        "select to_jsonb(one) from staff_trail_v1 one order by position desc limit $1",
    )
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|Json(row)| row).collect())
}
