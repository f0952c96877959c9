//! The store of keys (schema `vault_keys`, possibly another database): one for each member, and the one that hides Telegram ids.

use domain::values::MemberId;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sqlx::PgPool;
use uuid::Uuid;

use super::master::Masters;
use super::seal::SealKey;
use crate::AppError;
use crate::config::RotatingSecret;
use crate::ids::SharedIds;

/// A keyed hash of a Telegram id: finds a member without saying who it is.
pub(super) type IdHash = [u8; 32];

const LOOKUP_PURPOSE: &str = "telegram id lookup";
/// Keys wrapped anew in one statement.
const REWRAP_BATCH: i64 = 500;

/// Keys at rest are wrapped; only this type unwraps them.
#[derive(Debug)]
pub(super) struct KeyStore {
    pool: PgPool,
    masters: Masters,
    lookup: SealKey,
    ids: SharedIds,
}

impl KeyStore {
    /// Opens the store; the first process ever makes the lookup key. It is a random key of its own, so that a rotation of the
    /// master key changes no hash and nobody has to be found again.
    pub(super) async fn open(
        pool: PgPool,
        master: &RotatingSecret,
        ids: SharedIds,
    ) -> Result<Self, AppError> {
        let masters = Masters::derive(master)?;
        let owner = LOOKUP_PURPOSE.as_bytes();
        let fresh = masters.wrap(&SealKey::random(ids.as_ref()), owner, ids.as_ref())?;
        sqlx::query(
            "insert into vault_keys.common_keys (purpose, wrapped, wrapped_by) values ($1, $2, $3)
             on conflict (purpose) do nothing",
        )
        .bind(LOOKUP_PURPOSE)
        .bind(&fresh.bytes)
        .bind(fresh.by)
        .execute(&pool)
        .await?;
        let (wrapped, by): (Vec<u8>, Vec<u8>) = sqlx::query_as(
            "select wrapped, wrapped_by from vault_keys.common_keys where purpose = $1",
        )
        .bind(LOOKUP_PURPOSE)
        .fetch_one(&pool)
        .await?;
        let lookup = masters.unwrap(&wrapped, &by, owner)?;
        Ok(Self {
            pool,
            masters,
            lookup,
            ids,
        })
    }

    pub(super) fn id_hash(&self, telegram_user_id: i64) -> Result<IdHash, AppError> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.lookup.bytes()).map_err(|_| AppError::Sealed)?;
        mac.update(&telegram_user_id.to_be_bytes());
        Ok(mac.finalize().into_bytes().into())
    }

    /// Makes a new member's key. Only a member who is being registered gets one: an erased member must stay without.
    pub(super) async fn create(&self, member: MemberId) -> Result<SealKey, AppError> {
        let key = SealKey::random(self.ids.as_ref());
        let wrapped = self
            .masters
            .wrap(&key, member.0.as_bytes(), self.ids.as_ref())?;
        sqlx::query(
            "insert into vault_keys.member_keys (member_id, wrapped, wrapped_by) values ($1, $2, $3)",
        )
        .bind(member.0)
        .bind(&wrapped.bytes)
        .bind(wrapped.by)
        .execute(&self.pool)
        .await?;
        Ok(key)
    }

    /// Forgets a key that nothing was sealed with: its registration lost a race.
    pub(super) async fn discard(&self, member: MemberId) -> Result<(), AppError> {
        sqlx::query("delete from vault_keys.member_keys where member_id = $1")
            .bind(member.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The member's key, `None` when it was destroyed or never was.
    pub(super) async fn load(&self, member: MemberId) -> Result<Option<SealKey>, AppError> {
        let row: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "select wrapped, wrapped_by from vault_keys.member_keys where member_id = $1",
        )
        .bind(member.0)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|(wrapped, by)| self.masters.unwrap(&wrapped, &by, member.0.as_bytes()))
            .transpose()
    }

    /// Wraps every key of the previous master key under the current one; says how many. Members are served meanwhile.
    pub(super) async fn rewrap(&self) -> Result<u64, AppError> {
        self.rewrap_lookup().await?;
        let mut rewrapped = 0;
        loop {
            let batch = self.rewrap_batch().await?;
            if batch == 0 {
                return Ok(rewrapped);
            }
            rewrapped += batch;
        }
    }

    async fn rewrap_lookup(&self) -> Result<(), AppError> {
        let wrapped =
            self.masters
                .wrap(&self.lookup, LOOKUP_PURPOSE.as_bytes(), self.ids.as_ref())?;
        sqlx::query(
            "update vault_keys.common_keys set wrapped = $2, wrapped_by = $3
             where purpose = $1 and wrapped_by <> $3",
        )
        .bind(LOOKUP_PURPOSE)
        .bind(&wrapped.bytes)
        .bind(wrapped.by)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn rewrap_batch(&self) -> Result<u64, AppError> {
        let mut transaction = self.pool.begin().await?;
        let rows: Vec<(Uuid, Vec<u8>, Vec<u8>)> = sqlx::query_as(
            "select member_id, wrapped, wrapped_by from vault_keys.member_keys
             where wrapped_by <> $1 order by member_id limit $2 for update",
        )
        .bind(self.masters.current_id())
        .bind(REWRAP_BATCH)
        .fetch_all(&mut *transaction)
        .await?;
        let (mut members, mut fresh) = (Vec::new(), Vec::new());
        for (member, wrapped, by) in rows {
            let key = self.masters.unwrap(&wrapped, &by, member.as_bytes())?;
            let again = self
                .masters
                .wrap(&key, member.as_bytes(), self.ids.as_ref())?;
            members.push(member);
            fresh.push(again.bytes);
        }
        let updated = sqlx::query(
            "update vault_keys.member_keys k set wrapped = f.wrapped, wrapped_by = $3
             from unnest($1::uuid[], $2::bytea[]) as f(member_id, wrapped) where k.member_id = f.member_id",
        )
        .bind(&members)
        .bind(&fresh)
        .bind(self.masters.current_id())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(updated.rows_affected())
    }
}
