//! Reading the guard tables. They are a fold of the events and are written by the append alone.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{EventLog, StoreError};

/// A key that is held.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::FromRow)]
pub struct OpenClaim {
    /// Whose row.
    pub key: String,
    /// Who holds it.
    pub holder: String,
}

/// A key that must be left alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::FromRow)]
pub struct Restriction {
    /// What is restricted.
    pub key: String,
    /// By whom or what.
    pub holder: String,
    /// The end; `None` for good.
    pub until: Option<DateTime<Utc>>,
}

impl EventLog {
    /// The holder of a claim, read from the database.
    pub async fn claim(&self, space: &str, key: &str) -> Result<Option<String>, StoreError> {
        Ok(
            sqlx::query_scalar("SELECT holder FROM claims WHERE space = $1 AND key = $2")
                .bind(space)
                .bind(key)
                .fetch_optional(self.pool())
                .await?,
        )
    }

    /// The holders of many claims in one query; keys without a holder are absent.
    pub async fn claims(
        &self,
        space: &str,
        keys: &[String],
    ) -> Result<HashMap<String, String>, StoreError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT key, holder FROM claims WHERE space = $1 AND key = ANY ($2)")
                .bind(space)
                .bind(keys)
                .fetch_all(self.pool())
                .await?;
        Ok(rows.into_iter().collect())
    }

    /// Every claim of a space, by key.
    pub async fn open_claims(&self, space: &str) -> Result<Vec<OpenClaim>, StoreError> {
        Ok(
            sqlx::query_as("SELECT key, holder FROM claims WHERE space = $1 ORDER BY key")
                .bind(space)
                .fetch_all(self.pool())
                .await?,
        )
    }

    /// Every restriction of a space that reaches past `now`, by key and holder.
    pub async fn restrictions(
        &self,
        space: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<Restriction>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT key, holder, until FROM restrictions \
             WHERE space = $1 AND (until IS NULL OR until > $2) ORDER BY key, holder",
        )
        .bind(space)
        .bind(now)
        .fetch_all(self.pool())
        .await?)
    }

    /// Restrictions that reach past `now` on keys of several parts with a colon between them, of which one is among `parts`, and whose
    /// holder begins with `holder`. Looks at every restriction of the space: for work that is done now and then.
    pub async fn restrictions_naming(
        &self,
        space: &str,
        holder: &str,
        parts: &[String],
        now: DateTime<Utc>,
    ) -> Result<Vec<Restriction>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT key, holder, until FROM restrictions \
             WHERE space = $1 AND starts_with(holder, $2) AND string_to_array(key, ':') && $3 \
             AND (until IS NULL OR until > $4) ORDER BY key, holder",
        )
        .bind(space)
        .bind(holder)
        .bind(parts)
        .bind(now)
        .fetch_all(self.pool())
        .await?)
    }

    /// Every restriction on these keys, past ones too, by key and holder.
    pub async fn restrictions_of(
        &self,
        space: &str,
        keys: &[String],
    ) -> Result<Vec<Restriction>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT key, holder, until FROM restrictions \
             WHERE space = $1 AND key = ANY ($2) ORDER BY key, holder",
        )
        .bind(space)
        .bind(keys)
        .fetch_all(self.pool())
        .await?)
    }
}

/// Removes restrictions that ended before a moment; returns how many. No check asks for them any more.
pub async fn sweep_restrictions(
    pool: &PgPool,
    ended_before: DateTime<Utc>,
) -> Result<u64, StoreError> {
    Ok(sqlx::query("DELETE FROM restrictions WHERE until < $1")
        .bind(ended_before)
        .execute(pool)
        .await?
        .rows_affected())
}
