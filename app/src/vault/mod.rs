//! The vault: the only place where personal data lives, encrypted under a key per member.
//!
//! Keys are in the schema `vault_keys` (possibly another database, `VAULT_DATABASE_URL`), data in the schema `vault` of the main
//! database. A member whose key is gone cannot be read by anyone: that is what erasing means.

mod caches;
mod erase;
mod keys;
mod kind;
mod master;
mod payers;
mod rotation;
mod seal;
mod staff;
mod sweep;

use std::sync::Arc;

use domain::values::{MemberId, VaultRef};
use secrecy::SecretString;
use sqlx::PgPool;
use zeroize::Zeroizing;

use caches::{Caches, Miss, found};
use keys::{IdHash, KeyStore};
use seal::{Binding, SealKey};

pub use erase::Erasure;
pub use kind::{Address, Kind};
pub use rotation::{KeyRotation, keys_to_rewrap};
pub(crate) use staff::StaffSecret;

use crate::AppError;
use crate::clock::SharedClock;
use crate::config::RotatingSecret;
use crate::ids::SharedIds;

/// The address a member wrote from.
const REPLACE_ADDRESS: &str = "
    insert into vault.addresses (member_id, sealed) values ($1, $2)
    on conflict (member_id) do update set sealed = excluded.sealed";
/// An address for who has none.
const FIRST_ADDRESS: &str = "
    insert into vault.addresses (member_id, sealed) values ($1, $2) on conflict (member_id) do nothing";

/// Encrypted personal data; cheap to clone.
#[derive(Clone, Debug)]
pub struct Vault {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    pool: PgPool,
    keys: KeyStore,
    caches: Caches,
    clock: SharedClock,
    ids: SharedIds,
}

impl Vault {
    /// Opens the vault. `keys_pool` is the separate database of the keys, or the main one again.
    ///
    /// Fails with [`AppError::Sealed`] under a master key that is neither the one in use nor follows it.
    pub async fn open(
        pool: PgPool,
        keys_pool: PgPool,
        master: &RotatingSecret,
        clock: SharedClock,
        ids: SharedIds,
    ) -> Result<Self, AppError> {
        let keys = KeyStore::open(keys_pool, master, Arc::clone(&ids)).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                pool,
                keys,
                caches: Caches::new(),
                clock,
                ids,
            }),
        })
    }

    /// The member behind a Telegram user id, if known. Cached.
    pub async fn find(&self, telegram_user_id: i64) -> Result<Option<MemberId>, AppError> {
        let hash = self.inner.keys.id_hash(telegram_user_id)?;
        let answer = self
            .inner
            .caches
            .identities
            .try_get_with(hash, async {
                self.select_identity(hash).await?.ok_or(Miss::Absent)
            })
            .await;
        found(answer)
    }

    /// The member behind a Telegram user id, made now if unknown; concurrent calls agree (`ON CONFLICT` decides). Also remembers
    /// through which bot and chat the member is reached (the bot they wrote to last).
    pub async fn identify(
        &self,
        telegram_user_id: i64,
        address: Address,
    ) -> Result<MemberId, AppError> {
        let member = self.meet(telegram_user_id).await?;
        if self.address(member).await? != Some(address) {
            self.write_address(member, address, REPLACE_ADDRESS).await?;
        }
        Ok(member)
    }

    /// The member behind a Telegram user id that another front end names, made now if unknown. Nobody wrote to a bot now, so an
    /// address that is known stays; `fallback` is for who has none.
    pub async fn introduce(
        &self,
        telegram_user_id: i64,
        fallback: Address,
    ) -> Result<MemberId, AppError> {
        let member = self.meet(telegram_user_id).await?;
        if self.address(member).await?.is_none() {
            self.write_address(member, fallback, FIRST_ADDRESS).await?;
        }
        Ok(member)
    }

    /// The member behind a Telegram user id, made now if unknown. No chat leads to somebody new: what they are told goes nowhere.
    pub async fn meet(&self, telegram_user_id: i64) -> Result<MemberId, AppError> {
        let hash = self.inner.keys.id_hash(telegram_user_id)?;
        let answer = self
            .inner
            .caches
            .identities
            .try_get_with(hash, async {
                match self.select_identity(hash).await? {
                    Some(known) => Ok(known),
                    None => self.register(hash).await.map_err(Miss::from),
                }
            })
            .await;
        found(answer)?.ok_or(AppError::Sealed)
    }

    /// Where the member is reached, `None` for an unknown or erased member. Cached.
    pub async fn address(&self, member: MemberId) -> Result<Option<Address>, AppError> {
        let answer = self
            .inner
            .caches
            .addresses
            .try_get_with(member, async {
                self.read_address(member).await?.ok_or(Miss::Absent)
            })
            .await;
        found(answer)
    }

    /// Seals a value under a fresh reference. Written before the command that names it; orphans are swept.
    ///
    /// Fails with [`AppError::Sealed`] for a member without a key: nothing is written about the erased.
    pub async fn put(
        &self,
        member: MemberId,
        kind: Kind,
        value: &str,
    ) -> Result<VaultRef, AppError> {
        let key = self.fresh_key(member).await?.ok_or(AppError::Sealed)?;
        let reference = VaultRef(self.inner.ids.uuid());
        let bound = binding(member, kind, reference);
        let sealed = key.seal(value.as_bytes(), &bound, self.inner.ids.as_ref())?;
        sqlx::query(
            "insert into vault.sealed_values (reference, member_id, kind, sealed, written_at)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(reference.0)
        .bind(member.0)
        .bind(kind.name())
        .bind(sealed)
        .bind(self.inner.clock.now())
        .execute(&self.inner.pool)
        .await?;
        Ok(reference)
    }

    /// Opens a value, `None` when it or its key is gone. Cached briefly.
    pub async fn get(
        &self,
        member: MemberId,
        kind: Kind,
        reference: VaultRef,
    ) -> Result<Option<SecretString>, AppError> {
        let answer = self
            .inner
            .caches
            .values
            .try_get_with((member, kind, reference), async {
                self.read_value(member, kind, reference)
                    .await?
                    .ok_or(Miss::Absent)
            })
            .await;
        found(answer)
    }

    /// Forgets what this process remembers of a member, after an erasure or a move.
    pub async fn forget(&self, member: MemberId) {
        self.inner.caches.forget(member).await;
    }

    /// Wraps all keys of `VAULT_MASTER_KEY_PREVIOUS` under the current one and says how many of members there were; after that the
    /// previous one can be taken out of the environment. Does nothing without a previous one.
    pub async fn rewrap_keys(&self) -> Result<u64, AppError> {
        self.inner.keys.rewrap().await
    }

    /// How many keys `VAULT_MASTER_KEY` alone would not open.
    pub async fn keys_to_rewrap(&self) -> Result<u64, AppError> {
        self.inner.keys.under_others().await
    }

    async fn select_identity(&self, hash: IdHash) -> Result<Option<MemberId>, AppError> {
        let member =
            sqlx::query_scalar("select member_id from vault.identities where id_hash = $1")
                .bind(hash)
                .fetch_optional(&self.inner.pool)
                .await?;
        Ok(member.map(MemberId))
    }

    /// The key comes first: a member who can be found can be written about. If we die in between, a key is left that
    /// nothing was sealed with; it does no harm.
    async fn register(&self, hash: IdHash) -> Result<MemberId, AppError> {
        let ours = MemberId(self.inner.ids.uuid());
        let key = self.inner.keys.create(ours).await?;
        let member = sqlx::query_scalar(
            "insert into vault.identities (id_hash, member_id) values ($1, $2)
             on conflict (id_hash) do update set member_id = identities.member_id
             returning member_id",
        )
        .bind(hash)
        .bind(ours.0)
        .fetch_one(&self.inner.pool)
        .await
        .map(MemberId)?;
        if member == ours {
            self.inner.caches.keys.insert(member, key).await;
        } else {
            self.inner.keys.discard(ours).await?;
        }
        Ok(member)
    }

    async fn read_address(&self, member: MemberId) -> Result<Option<Address>, AppError> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("select sealed from vault.addresses where member_id = $1")
                .bind(member.0)
                .fetch_optional(&self.inner.pool)
                .await?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let bound = address_binding(member);
        let Some(plain) = self.open_sealed(member, &sealed, &bound).await? else {
            return Ok(None);
        };
        Address::from_bytes(&plain)
            .map(Some)
            .ok_or(AppError::Sealed)
    }

    async fn write_address(
        &self,
        member: MemberId,
        address: Address,
        statement: &'static str,
    ) -> Result<(), AppError> {
        // An erased member whom this process still remembers: the next look-up finds them gone.
        let Some(key) = self.fresh_key(member).await? else {
            self.forget(member).await;
            return Ok(());
        };
        let plain = Zeroizing::new(address.to_bytes());
        let sealed = key.seal(
            plain.as_slice(),
            &address_binding(member),
            self.inner.ids.as_ref(),
        )?;
        let written = sqlx::query(statement)
            .bind(member.0)
            .bind(sealed)
            .execute(&self.inner.pool)
            .await?
            .rows_affected();
        // Not written: another one came first, and is read when it is needed.
        if written > 0 {
            self.inner.caches.addresses.insert(member, address).await;
        }
        Ok(())
    }

    async fn read_value(
        &self,
        member: MemberId,
        kind: Kind,
        reference: VaultRef,
    ) -> Result<Option<SecretString>, AppError> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("select sealed from vault.sealed_values where reference = $1")
                .bind(reference.0)
                .fetch_optional(&self.inner.pool)
                .await?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let bound = binding(member, kind, reference);
        let Some(plain) = self.open_sealed(member, &sealed, &bound).await? else {
            return Ok(None);
        };
        let text = std::str::from_utf8(&plain).map_err(|_| AppError::Sealed)?;
        Ok(Some(SecretString::from(text)))
    }

    /// With the key that this process remembers, or, when the member came back under a new one, with that.
    async fn open_sealed(
        &self,
        member: MemberId,
        sealed: &[u8],
        bound: &Binding,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, AppError> {
        let Some(key) = self.key(member).await? else {
            return Ok(None);
        };
        if let Ok(plain) = key.open(sealed, bound) {
            return Ok(Some(plain));
        }
        match self.fresh_key(member).await? {
            Some(key) => key.open(sealed, bound).map(Some),
            None => Ok(None),
        }
    }

    /// The key as it is in the store: what is sealed must be readable to every process.
    async fn fresh_key(&self, member: MemberId) -> Result<Option<SealKey>, AppError> {
        self.inner.caches.keys.invalidate(&member).await;
        self.key(member).await
    }

    async fn key(&self, member: MemberId) -> Result<Option<SealKey>, AppError> {
        let answer = self
            .inner
            .caches
            .keys
            .try_get_with(member, async {
                self.inner.keys.load(member).await?.ok_or(Miss::Absent)
            })
            .await;
        found(answer)
    }
}

fn binding(member: MemberId, kind: Kind, reference: VaultRef) -> Binding {
    Binding::of(&[
        member.0.as_bytes(),
        kind.name().as_bytes(),
        reference.0.as_bytes(),
    ])
}

/// A member has one address: its reference is the member.
fn address_binding(member: MemberId) -> Binding {
    binding(member, Kind::Address, VaultRef(member.0))
}
