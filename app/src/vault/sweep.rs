//! Removes sealed values that no event names: their command was refused, or the process died before it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::values::{MemberId, VaultRef};
use uuid::Uuid;

use super::{Kind, Vault};
use crate::AppError;

/// Values looked at in one statement.
const SWEEP_BATCH: i64 = 1000;

/// Named by events of other streams than the member's. Usernames are left to [`crate::reveals`], what is written to the staff or by them
/// to [`Vault::sweep_unkept`].
const OTHERWISE_SWEPT: [Kind; 4] = [Kind::Username, Kind::Comment, Kind::Appeal, Kind::Note];

impl Vault {
    /// Deletes values written before a moment (an hour ago, so that no command is still on its way) that no event names; says how
    /// many. `referenced` answers which of the given values are named by an event of their member; each is asked about until it is,
    /// once.
    pub async fn sweep_orphans<L, F>(
        &self,
        before: DateTime<Utc>,
        referenced: L,
    ) -> Result<u64, AppError>
    where
        L: Fn(Vec<(MemberId, VaultRef)>) -> F,
        F: Future<Output = Result<HashSet<VaultRef>, AppError>>,
    {
        let mut deleted = 0;
        loop {
            let candidates: Vec<(Uuid, Uuid)> = sqlx::query_as(
                "select member_id, reference from vault.sealed_values
                 where not referenced and written_at < $1 and kind <> all($3) order by written_at limit $2",
            )
            .bind(before)
            .bind(SWEEP_BATCH)
            .bind(OTHERWISE_SWEPT.map(Kind::name).as_slice())
            .fetch_all(&self.inner.pool)
            .await?;
            if candidates.is_empty() {
                return Ok(deleted);
            }
            let asked = candidates
                .iter()
                .map(|(member, reference)| (MemberId(*member), VaultRef(*reference)));
            let live = referenced(asked.collect()).await?;
            let (kept, orphans): (Vec<Uuid>, Vec<Uuid>) = candidates
                .into_iter()
                .map(|(_, reference)| reference)
                .partition(|reference| live.contains(&VaultRef(*reference)));
            self.mark_referenced(&kept).await?;
            deleted += self.delete_values(&orphans).await?;
        }
    }

    /// Deletes comments, appeals and notes written before a moment that no event of a case names; says how many. Whoever asks makes sure
    /// that the events up to then have been told by [`keep`](Self::keep).
    pub async fn sweep_unkept(&self, before: DateTime<Utc>) -> Result<u64, AppError> {
        let deleted = sqlx::query(
            "delete from vault.sealed_values
             where not referenced and written_at < $1 and kind in ('comment', 'appeal', 'note')",
        )
        .bind(before)
        .execute(&self.inner.pool)
        .await?;
        Ok(deleted.rows_affected())
    }

    /// Deletes comments, appeals and notes written before a moment, named or not, but for those that are still `needed`; says how many.
    pub async fn sweep_case_texts(
        &self,
        before: DateTime<Utc>,
        needed: &[Uuid],
    ) -> Result<u64, AppError> {
        let deleted = sqlx::query(
            "delete from vault.sealed_values where written_at < $1 and kind in ('comment', 'appeal', 'note')
             and reference <> all ($2)",
        )
        .bind(before)
        .bind(needed)
        .execute(&self.inner.pool)
        .await?;
        Ok(deleted.rows_affected())
    }

    /// An event of another stream than the member's own names this value: it stays. Called once the event is written.
    pub async fn keep(&self, reference: VaultRef) -> Result<(), AppError> {
        self.mark_referenced(&[reference.0]).await
    }

    /// Deletes a value that is not needed any more. Another process may remember it for a minute.
    pub async fn discard(
        &self,
        member: MemberId,
        kind: Kind,
        reference: VaultRef,
    ) -> Result<(), AppError> {
        self.inner
            .caches
            .values
            .invalidate(&(member, kind, reference))
            .await;
        self.delete_values(&[reference.0]).await.map(|_| ())
    }

    /// Usernames written before a moment: there are as many as reveals in progress.
    pub async fn usernames(
        &self,
        before: DateTime<Utc>,
    ) -> Result<Vec<(MemberId, VaultRef)>, AppError> {
        let found: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "select member_id, reference from vault.sealed_values
             where kind = $1 and not referenced and written_at < $2",
        )
        .bind(Kind::Username.name())
        .bind(before)
        .fetch_all(&self.inner.pool)
        .await?;
        Ok(found
            .into_iter()
            .map(|(member, reference)| (MemberId(member), VaultRef(reference)))
            .collect())
    }

    async fn mark_referenced(&self, references: &[Uuid]) -> Result<(), AppError> {
        sqlx::query("update vault.sealed_values set referenced = true where reference = any($1)")
            .bind(references)
            .execute(&self.inner.pool)
            .await?;
        Ok(())
    }

    async fn delete_values(&self, references: &[Uuid]) -> Result<u64, AppError> {
        let deleted = sqlx::query("delete from vault.sealed_values where reference = any($1)")
            .bind(references)
            .execute(&self.inner.pool)
            .await?;
        Ok(deleted.rows_affected())
    }
}
