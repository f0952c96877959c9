//! What was written about cases is kept for a while after they are closed (`NOTALONE_CASE_TEXT_RETENTION`).

use chrono::{DateTime, Duration, Utc};
use projections::cases;
use sqlx::PgPool;

use crate::{AppError, Vault};

/// Deletes comments, appeals and notes that are older than `retention` and belong to no open case; says how many.
///
/// Nothing of an open case is older than the oldest open case, also of one that an appeal opened again.
pub async fn sweep_case_texts(
    pool: &PgPool,
    vault: &Vault,
    retention: Duration,
    now: DateTime<Utc>,
) -> Result<u64, AppError> {
    let kept_since = now - retention;
    let oldest_open = cases::oldest_open(pool).await?;
    let before = oldest_open.map_or(kept_since, |opened| opened.min(kept_since));
    vault.sweep_case_texts(before).await
}
