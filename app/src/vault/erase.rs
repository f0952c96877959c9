//! Erasing: the member's key is destroyed, and with it everything that was sealed under it, wherever a copy may be. What is left, and only
//! while something has to be inherited, is the hash of the Telegram id (product.md, "Privacy").

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::values::MemberId;
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::Vault;
use crate::AppError;

/// What is kept for a member beside events; nothing of it outlives the key.
const KEPT_BY_MEMBER: [&str; 6] = [
    "delete from vault.sealed_values where member_id = $1",
    "delete from vault.addresses where member_id = $1",
    "delete from dialogues where member_id = $1",
    "delete from cards where member_id = $1",
    "delete from payment_cases where member_id = $1",
    "update staff_accounts set member_id = null where member_id = $1",
];

/// Who was erased, and when; kept beside the keys, so that a restored backup of the data can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Erasure {
    /// Who.
    pub member_id: MemberId,
    /// When they asked for it.
    pub erased_at: DateTime<Utc>,
}

impl Vault {
    /// Carries an erasure out, once: repeating it changes nothing, not even after the member came back. With `keep_hash`, whoever has
    /// this Telegram id is the same member again if they come back.
    pub async fn destroy(&self, erasure: Erasure, keep_hash: bool) -> Result<(), AppError> {
        let Erasure {
            member_id: member,
            erased_at,
        } = erasure;
        let mut transaction = self.inner.pool.begin().await?;
        let destroyed_at: Option<Option<DateTime<Utc>>> = sqlx::query_scalar(
            "select destroyed_at from vault.identities where member_id = $1 for update",
        )
        .bind(member.0)
        .fetch_optional(&mut *transaction)
        .await?;
        let is_done = destroyed_at.flatten().is_some_and(|done| done >= erased_at);
        if !is_done {
            // The key first: if we die in between, nothing can be read already, and the rest is repeated.
            self.inner.keys.destroy(erasure).await?;
            delete_values(&mut transaction, member).await?;
            if keep_hash {
                mark(&mut transaction, erasure).await?;
            } else {
                sqlx::query("delete from vault.identities where member_id = $1")
                    .bind(member.0)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        transaction.commit().await?;
        self.forget(member).await;
        Ok(())
    }

    /// Makes an erased member's identity good for a new beginning, under a new key. `false` when nobody with this opaque id can come
    /// back: their Telegram id is unknown here.
    pub async fn revive(&self, member: MemberId) -> Result<bool, AppError> {
        let mut transaction = self.inner.pool.begin().await?;
        let erased: Option<bool> = sqlx::query_scalar(
            "select erased from vault.identities where member_id = $1 for update",
        )
        .bind(member.0)
        .fetch_optional(&mut *transaction)
        .await?;
        if erased == Some(true) {
            self.inner.keys.create(member).await?;
            sqlx::query("update vault.identities set erased = false where member_id = $1")
                .bind(member.0)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        self.forget(member).await;
        Ok(erased.is_some())
    }

    /// Whether somebody's Telegram id leads to this member, who is not erased.
    pub async fn knows(&self, member: MemberId) -> Result<bool, AppError> {
        Ok(sqlx::query_scalar(
            "select exists (select from vault.identities where member_id = $1 and not erased)",
        )
        .bind(member.0)
        .fetch_one(&self.inner.pool)
        .await?)
    }

    /// Those of the erased whom the vault knows, whether from before or because they came back.
    pub async fn known_of(&self, erased: &[Erasure]) -> Result<Vec<Erasure>, AppError> {
        let ids: Vec<Uuid> = erased.iter().map(|erasure| erasure.member_id.0).collect();
        let known: Vec<Uuid> = sqlx::query_scalar(
            "select member_id from vault.identities where member_id = any($1) and not erased",
        )
        .bind(&ids)
        .fetch_all(&self.inner.pool)
        .await?;
        let known: HashSet<Uuid> = known.into_iter().collect();
        let is_known = |erasure: &&Erasure| known.contains(&erasure.member_id.0);
        Ok(erased.iter().filter(is_known).copied().collect())
    }

    /// Erased members whose hash is still kept, in the order of their ids.
    pub async fn kept_hashes(
        &self,
        after: Option<MemberId>,
        limit: i64,
    ) -> Result<Vec<MemberId>, AppError> {
        let members: Vec<Uuid> = sqlx::query_scalar(
            "select member_id from vault.identities
             where erased and ($1::uuid is null or member_id > $1) order by member_id limit $2",
        )
        .bind(after.map(|member| member.0))
        .bind(limit)
        .fetch_all(&self.inner.pool)
        .await?;
        Ok(members.into_iter().map(MemberId).collect())
    }

    /// Deletes hashes that nothing stands for any more; who came back meanwhile keeps theirs. Says how many.
    pub async fn forget_hashes(&self, members: &[MemberId]) -> Result<u64, AppError> {
        let ids: Vec<Uuid> = members.iter().map(|member| member.0).collect();
        let deleted =
            sqlx::query("delete from vault.identities where erased and member_id = any($1)")
                .bind(&ids)
                .execute(&self.inner.pool)
                .await?;
        for member in members {
            self.forget(*member).await;
        }
        Ok(deleted.rows_affected())
    }

    /// Who was erased, as far as the list goes back; the oldest first.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, AppError> {
        self.inner.keys.erasures().await
    }

    /// Forgets who was erased before a moment.
    pub async fn sweep_erasures(&self, before: DateTime<Utc>) -> Result<u64, AppError> {
        self.inner.keys.sweep_erasures(before).await
    }
}

async fn delete_values(
    transaction: &mut Transaction<'static, Postgres>,
    member: MemberId,
) -> Result<(), AppError> {
    for statement in KEPT_BY_MEMBER {
        sqlx::query(statement)
            .bind(member.0)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn mark(
    transaction: &mut Transaction<'static, Postgres>,
    erasure: Erasure,
) -> Result<(), AppError> {
    sqlx::query(
        "update vault.identities set erased = true, destroyed_at = $2 where member_id = $1",
    )
    .bind(erasure.member_id.0)
    .bind(erasure.erased_at)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
