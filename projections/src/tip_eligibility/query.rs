//! Reads who may tip whom.

use domain::tip::TipTerms;
use domain::values::MatchId;
use sqlx::PgPool;
use sqlx::types::Json;

use super::TipPair;
use crate::ProjectionError;

/// What decides about tips for a talk, from one indexed row; `None` for a talk that never opened, or after which the same two talked
/// again.
pub async fn find(pool: &PgPool, match_id: MatchId) -> Result<Option<TipTerms>, ProjectionError> {
    let found: Option<Json<TipPair>> = sqlx::query_scalar(
        "select to_jsonb(talk) from tip_eligibility_v1 talk where match_id = $1 limit 1",
    )
    .bind(match_id.0)
    .fetch_optional(pool)
    .await?;
    Ok(found.map(|Json(row)| row.terms()))
}
