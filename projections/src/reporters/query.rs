//! Reads reporters.

use domain::values::MemberId;
use sqlx::PgPool;
use sqlx::types::Json;

use super::Reporter;
use crate::ProjectionError;

/// How far a member is to be believed, `None` for who never reported.
pub async fn find(pool: &PgPool, member: MemberId) -> Result<Option<Reporter>, ProjectionError> {
    let found: Option<Json<Reporter>> =
        sqlx::query_scalar("select to_jsonb(one) from reporters_v1 one where member = $1")
            .bind(member.0)
            .fetch_optional(pool)
            .await?;
    Ok(found.map(|Json(row)| row))
}
