//! Reads which streams name an id.

use sqlx::PgPool;
use uuid::Uuid;

use crate::ProjectionError;

/// The type and id of each stream that names one of these, those that did so last first: up to `limit`.
pub async fn streams_naming(
    pool: &PgPool,
    ids: &[Uuid],
    limit: i64,
) -> Result<Vec<(String, Uuid)>, ProjectionError> {
    Ok(sqlx::query_as(
        "select aggregate_type, aggregate_id from mentions_v1 where named = any($1)
         group by aggregate_type, aggregate_id order by max(position) desc limit $2",
    )
    .bind(ids)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}
