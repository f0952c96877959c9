//! The store of keys (schema `vault_keys`, possibly another database): one for each member, the one that hides Telegram ids, the one that
//! seals who paid, and the one that seals the secrets of the staff.

use chrono::{DateTime, Utc};
use domain::values::MemberId;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use sqlx::PgPool;
use uuid::Uuid;

use super::erase::Erasure;
use super::master::{MasterId, Masters};
use super::seal::SealKey;
use crate::AppError;
use crate::config::RotatingSecret;
use crate::ids::SharedIds;

/// A keyed hash of a Telegram id: finds a member without saying who it is.
pub(super) type IdHash = [u8; 32];

const LOOKUP_PURPOSE: &str = "telegram id lookup";
const PAYERS_PURPOSE: &str = "payers";
const STAFF_PURPOSE: &str = "staff";
/// Keys wrapped anew in one statement.
const REWRAP_BATCH: i64 = 500;

/// What one statement did.
struct Batch {
    rewrapped: u64,
    last: Uuid,
}

/// Keys at rest are wrapped; only this type unwraps them.
#[derive(Debug)]
pub(super) struct KeyStore {
    pool: PgPool,
    masters: Masters,
    lookup: SealKey,
    payers: SealKey,
    staff: SealKey,
    ids: SharedIds,
}

impl KeyStore {
    /// Opens the store; the first process ever makes the common keys. They are random keys of their own, so that a rotation of the
    /// master key changes no hash and nobody has to be found again.
    pub(super) async fn open(
        pool: PgPool,
        master: &RotatingSecret,
        ids: SharedIds,
    ) -> Result<Self, AppError> {
        let masters = Masters::derive(master)?;
        let lookup = common_key(&pool, &masters, LOOKUP_PURPOSE, &ids).await?;
        let payers = common_key(&pool, &masters, PAYERS_PURPOSE, &ids).await?;
        let staff = common_key(&pool, &masters, STAFF_PURPOSE, &ids).await?;
        Ok(Self {
            pool,
            masters,
            lookup,
            payers,
            staff,
            ids,
        })
    }

    /// What seals who paid.
    pub(super) const fn payers(&self) -> &SealKey {
        &self.payers
    }

    /// What seals the secrets of the staff.
    pub(super) const fn staff(&self) -> &SealKey {
        &self.staff
    }

    pub(super) fn id_hash(&self, telegram_user_id: i64) -> Result<IdHash, AppError> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.lookup.bytes()).map_err(|_| AppError::Sealed)?;
        mac.update(&telegram_user_id.to_be_bytes());
        Ok(mac.finalize().into_bytes().into())
    }

    /// Makes a member's key, in place of one that nothing was sealed with. Only who is being registered or comes back gets one: an erased
    /// member must stay without.
    pub(super) async fn create(&self, member: MemberId) -> Result<SealKey, AppError> {
        let key = SealKey::random(self.ids.as_ref());
        let wrapped = self
            .masters
            .wrap(&key, member.0.as_bytes(), self.ids.as_ref())?;
        sqlx::query(
            "insert into vault_keys.member_keys (member_id, wrapped, wrapped_by) values ($1, $2, $3)
             on conflict (member_id) do update set wrapped = excluded.wrapped, wrapped_by = excluded.wrapped_by",
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

    /// Destroys a member's key and remembers, apart from the data, that they are erased.
    pub(super) async fn destroy(&self, erasure: Erasure) -> Result<(), AppError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("delete from vault_keys.member_keys where member_id = $1")
            .bind(erasure.member_id.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "insert into vault_keys.erased_members (member_id, erased_at) values ($1, $2)
             on conflict (member_id) do update set erased_at = excluded.erased_at",
        )
        .bind(erasure.member_id.0)
        .bind(erasure.erased_at)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(super) async fn erasures(&self) -> Result<Vec<Erasure>, AppError> {
        let rows: Vec<(Uuid, DateTime<Utc>)> = sqlx::query_as(
            "select member_id, erased_at from vault_keys.erased_members order by erased_at, member_id",
        )
        .fetch_all(&self.pool)
        .await?;
        let erasures = rows.into_iter().map(|(member, erased_at)| Erasure {
            member_id: MemberId(member),
            erased_at,
        });
        Ok(erasures.collect())
    }

    pub(super) async fn sweep_erasures(&self, before: DateTime<Utc>) -> Result<u64, AppError> {
        let swept = sqlx::query("delete from vault_keys.erased_members where erased_at < $1")
            .bind(before)
            .execute(&self.pool)
            .await?;
        Ok(swept.rows_affected())
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

    /// Wraps every key of the previous master key under the current one; says how many of members there were. Members are served meanwhile.
    ///
    /// The common keys come last: a store that opens under the new master key alone has been through all the others.
    pub(super) async fn rewrap(&self) -> Result<u64, AppError> {
        let Some(previous) = self.masters.previous_id() else {
            return Ok(0);
        };
        let (mut rewrapped, mut after) = (0, Uuid::nil());
        while let Some(batch) = self.rewrap_batch(previous, after).await? {
            rewrapped += batch.rewrapped;
            after = batch.last;
        }
        self.rewrap_common(LOOKUP_PURPOSE, &self.lookup).await?;
        self.rewrap_common(PAYERS_PURPOSE, &self.payers).await?;
        self.rewrap_common(STAFF_PURPOSE, &self.staff).await?;
        Ok(rewrapped)
    }

    /// How many keys the current master key does not open.
    pub(super) async fn under_others(&self) -> Result<u64, AppError> {
        keys_under_others(&self.pool, self.masters.current_id()).await
    }

    async fn rewrap_common(&self, purpose: &str, key: &SealKey) -> Result<(), AppError> {
        let wrapped = self
            .masters
            .wrap(key, purpose.as_bytes(), self.ids.as_ref())?;
        sqlx::query(
            "update vault_keys.common_keys set wrapped = $2, wrapped_by = $3
             where purpose = $1 and wrapped_by <> $3",
        )
        .bind(purpose)
        .bind(&wrapped.bytes)
        .bind(wrapped.by)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// `None` when none is left. A key that does not open stays as it is and keeps no other from its turn. Two processes do no harm: the
    /// second finds the rows of the first changed and passes over them.
    async fn rewrap_batch(
        &self,
        previous: MasterId,
        after: Uuid,
    ) -> Result<Option<Batch>, AppError> {
        let mut transaction = self.pool.begin().await?;
        let rows: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(
            "select member_id, wrapped from vault_keys.member_keys
             where wrapped_by = $1 and member_id > $2 order by member_id limit $3 for update",
        )
        .bind(previous)
        .bind(after)
        .bind(REWRAP_BATCH)
        .fetch_all(&mut *transaction)
        .await?;
        let Some(last) = rows.last().map(|(member, _)| *member) else {
            return Ok(None);
        };
        let (mut members, mut fresh) = (Vec::new(), Vec::new());
        for (member, wrapped) in rows {
            let owner = member.as_bytes();
            let Ok(key) = self.masters.unwrap(&wrapped, &previous, owner) else {
                continue;
            };
            let again = self.masters.wrap(&key, owner, self.ids.as_ref())?;
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
        Ok(Some(Batch {
            rewrapped: updated.rows_affected(),
            last,
        }))
    }
}

/// How many keys, of members and of the vault as a whole, this master key did not wrap.
pub(super) async fn keys_under_others(pool: &PgPool, master: MasterId) -> Result<u64, AppError> {
    let keys: i64 = sqlx::query_scalar(
        "select (select count(*) from vault_keys.member_keys where wrapped_by <> $1)
              + (select count(*) from vault_keys.common_keys where wrapped_by <> $1)",
    )
    .bind(master)
    .fetch_one(pool)
    .await?;
    Ok(keys.unsigned_abs())
}

/// A key of the vault as a whole, made by the first process that asks for it.
async fn common_key(
    pool: &PgPool,
    masters: &Masters,
    purpose: &str,
    ids: &SharedIds,
) -> Result<SealKey, AppError> {
    let owner = purpose.as_bytes();
    let fresh = masters.wrap(&SealKey::random(ids.as_ref()), owner, ids.as_ref())?;
    sqlx::query(
        "insert into vault_keys.common_keys (purpose, wrapped, wrapped_by) values ($1, $2, $3)
         on conflict (purpose) do nothing",
    )
    .bind(purpose)
    .bind(&fresh.bytes)
    .bind(fresh.by)
    .execute(pool)
    .await?;
    let (wrapped, by): (Vec<u8>, Vec<u8>) =
        sqlx::query_as("select wrapped, wrapped_by from vault_keys.common_keys where purpose = $1")
            .bind(purpose)
            .fetch_one(pool)
            .await?;
    masters.unwrap(&wrapped, &by, owner)
}
