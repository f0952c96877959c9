//! Reads what became of accounts.

use domain::values::{StaffId, Timestamp};
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

/// What somebody has to hear about their account, whoever did it.
const TOLD: [&str; 13] = [
    "LockedOut",
    "PasswordChanged",
    "TelegramLinked",
    "TelegramUnlinked",
    "RoleChanged",
    "SecondFactorSet",
    "SecondFactorRemoved",
    "RecoveryCodesMade",
    "RecoveryCodeUsed",
    "CodeRefused",
    "RepeatedCodeRefused",
    "NewBrowserSeen",
    "AccessReset",
];
/// More than that at once is one thing: too much.
const UNREAD_MAX: i64 = 20;

/// Something that became of an account.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unread {
    /// The event's name.
    pub event: String,
    /// When.
    pub at: Timestamp,
    /// Where it is in the log.
    pub position: i64,
}

/// What became of somebody's account after a position of the log and they have to hear of, the newest first.
pub async fn unread(
    pool: &PgPool,
    staff: StaffId,
    after: i64,
) -> Result<Vec<Unread>, ProjectionError> {
    Ok(sqlx::query_as(
        "select event, at, position from staff_trail_v1
         where staff = $1 and position > $2 and event = any($3) order by position desc limit $4",
    )
    .bind(staff.0)
    .bind(after)
    .bind(&TOLD[..])
    .bind(UNREAD_MAX)
    .fetch_all(pool)
    .await?)
}
