//! Reads searches.

use domain::values::MemberId;
use sqlx::PgPool;
use sqlx::types::Json;

use super::SearchRecord;
use crate::ProjectionError;

/// The most rows of a history.
const MOST_ROWS: i64 = 1_000;

/// The searches of a member, the newest first.
pub async fn history_of(
    pool: &PgPool,
    member: MemberId,
    limit: i64,
) -> Result<Vec<SearchRecord>, ProjectionError> {
    let rows: Vec<Json<SearchRecord>> = sqlx::query_scalar(
        "select to_jsonb(search) from searches_v1 search where member = $1
         order by started_at desc, search_id desc limit $2",
    )
    .bind(member.0)
    .bind(limit.min(MOST_ROWS))
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|Json(row)| row).collect())
}
