//! Nonces that were used. In Postgres, so that a call played again is refused by every replica and after every restart.

use app::AppError;
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::signature::{SignedCall, TOLERANCE_S};

/// Clocks of replicas are never further apart than this.
const SKEW: Duration = Duration::hours(1);

/// Uses the nonce of a call; false when it was used before.
pub(super) async fn spend(pool: &PgPool, call: &SignedCall) -> Result<bool, AppError> {
    let forget_after = call.signed_at + Duration::seconds(TOLERANCE_S) + SKEW;
    let spent = sqlx::query(
        "insert into call_nonces (nonce_digest, forget_after) values ($1, $2) on conflict do nothing",
    )
    .bind(Sha256::digest(&call.nonce).as_slice())
    .bind(forget_after)
    .execute(pool)
    .await?;
    Ok(spent.rows_affected() > 0)
}

/// Forgets nonces of calls that every process refuses for their timestamps by now; says how many.
pub(super) async fn sweep(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, AppError> {
    let swept = sqlx::query("delete from call_nonces where forget_after < $1")
        .bind(now)
        .execute(pool)
        .await?;
    Ok(swept.rows_affected())
}
