//! Reads subjects.

use domain::values::MemberId;
use sqlx::PgPool;
use sqlx::types::Json;

use super::Subject;
use crate::ProjectionError;

/// What is known of a member, `None` when nothing was ever reported or decided.
pub async fn find(pool: &PgPool, member: MemberId) -> Result<Option<Subject>, ProjectionError> {
    let found: Option<Json<Subject>> =
        sqlx::query_scalar("select to_jsonb(one) from subjects_v1 one where member = $1")
            .bind(member.0)
            .fetch_optional(pool)
            .await?;
    Ok(found.map(|Json(row)| row))
}
