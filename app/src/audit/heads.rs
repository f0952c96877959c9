//! The signed heads this database remembers. They count as published only where they were copied to outside it.

use chrono::{DateTime, Utc};
use event_store::verify::{self, Verified};
use sqlx::{PgPool, Row, postgres::PgRow};

use super::SignedHead;
use crate::AppError;

/// Writes a signed head down. The head of a log that did not grow is signed again with a newer date.
pub(super) async fn remember(pool: &PgPool, signed: &SignedHead) -> Result<(), AppError> {
    let (Ok(place), Ok(key), Ok(signature)) = (
        signed.head.parse::<Verified>(),
        hex::decode(&signed.public_key),
        hex::decode(&signed.signature),
    ) else {
        // Only heads of our own signer come here.
        return Ok(());
    };
    sqlx::query(
        "insert into audit_heads (position, hash, signed_at, public_key, signature) values ($1, $2, $3, $4, $5) \
         on conflict (position) do update \
         set hash = excluded.hash, signed_at = excluded.signed_at, public_key = excluded.public_key, signature = excluded.signature \
         where audit_heads.hash = excluded.hash",
    )
    .bind(place.position)
    .bind(place.hash)
    .bind(signed.signed_at)
    .bind(key)
    .bind(signature)
    .execute(pool)
    .await?;
    Ok(())
}

/// The newest signed head.
pub async fn latest(pool: &PgPool) -> Result<Option<SignedHead>, AppError> {
    Ok(list(pool, 1).await?.into_iter().next())
}

/// The newest signed heads, the latest first.
pub async fn list(pool: &PgPool, limit: i64) -> Result<Vec<SignedHead>, AppError> {
    let rows = sqlx::query(
        "select position, hash, signed_at, public_key, signature from audit_heads order by signed_at desc, position desc limit $1",
    )
    .bind(limit)
    .fetch_all(pool)
    .await?;
    rows.iter().map(read).collect()
}

/// The first signed head at a position or after it.
pub(super) async fn first_from(
    pool: &PgPool,
    position: i64,
) -> Result<Option<SignedHead>, AppError> {
    let row = sqlx::query(
        "select position, hash, signed_at, public_key, signature from audit_heads where position >= $1 order by position limit 1",
    )
    .bind(position)
    .fetch_optional(pool)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The first signed head that the log does not contain any more.
pub(super) async fn contradicted(pool: &PgPool) -> Result<Option<i64>, AppError> {
    let rows = sqlx::query("select position, hash from audit_heads order by position")
        .fetch_all(pool)
        .await?;
    let mut published = Vec::with_capacity(rows.len());
    for row in &rows {
        published.push(Verified {
            position: row.try_get("position")?,
            hash: row.try_get("hash")?,
        });
    }
    let missing = verify::first_missing(pool, &published).await?;
    Ok(missing.map(|place| place.position))
}

fn read(row: &PgRow) -> Result<SignedHead, AppError> {
    let place = Verified {
        position: row.try_get("position")?,
        hash: row.try_get("hash")?,
    };
    Ok(SignedHead {
        head: place.to_string(),
        signed_at: row.try_get::<DateTime<Utc>, _>("signed_at")?,
        public_key: hex::encode(row.try_get::<Vec<u8>, _>("public_key")?),
        signature: hex::encode(row.try_get::<Vec<u8>, _>("signature")?),
    })
}
