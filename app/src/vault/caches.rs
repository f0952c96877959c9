//! What a process remembers of the vault: bounded, and forgotten after a while, since other replicas change and erase too.

use std::sync::Arc;
use std::time::Duration;

use domain::values::{MemberId, VaultRef};
use moka::future::Cache;
use secrecy::SecretString;

use super::keys::IdHash;
use super::kind::{Address, Kind};
use super::seal::SealKey;
use crate::AppError;

const MAX_MEMBERS: u64 = 100_000;
const MAX_VALUES: u64 = 20_000;
/// Bounds how long an erasure on another replica goes unnoticed here.
const IDENTITY_LIFE: Duration = Duration::from_mins(5);
const KEY_LIFE: Duration = Duration::from_mins(5);
/// Bounds how long a member who moved to another bot is still reached through the old one.
const ADDRESS_LIFE: Duration = Duration::from_mins(1);
const VALUE_LIFE: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(super) struct Caches {
    pub(super) identities: Cache<IdHash, MemberId>,
    pub(super) addresses: Cache<MemberId, Address>,
    pub(super) keys: Cache<MemberId, SealKey>,
    pub(super) values: Cache<(MemberId, Kind, VaultRef), SecretString>,
}

impl Caches {
    pub(super) fn new() -> Self {
        Self {
            identities: Cache::builder()
                .max_capacity(MAX_MEMBERS)
                .time_to_live(IDENTITY_LIFE)
                .support_invalidation_closures()
                .build(),
            addresses: Cache::builder()
                .max_capacity(MAX_MEMBERS)
                .time_to_live(ADDRESS_LIFE)
                .build(),
            keys: Cache::builder()
                .max_capacity(MAX_MEMBERS)
                .time_to_live(KEY_LIFE)
                .build(),
            values: Cache::builder()
                .max_capacity(MAX_VALUES)
                .time_to_live(VALUE_LIFE)
                .support_invalidation_closures()
                .build(),
        }
    }

    pub(super) async fn forget(&self, member: MemberId) {
        self.addresses.invalidate(&member).await;
        self.keys.invalidate(&member).await;
        // Fails only without `support_invalidation_closures`, which both were built with.
        let _ = self
            .identities
            .invalidate_entries_if(move |_, known| *known == member);
        let _ = self
            .values
            .invalidate_entries_if(move |(owner, ..), _| *owner == member);
    }
}

/// Why a cached look-up has nothing to remember: what is absent is asked for again.
pub(super) enum Miss {
    Absent,
    /// Several callers may share one failure.
    Failed(Arc<AppError>),
}

impl From<AppError> for Miss {
    fn from(error: AppError) -> Self {
        Self::Failed(Arc::new(error))
    }
}

/// The answer of moka's `try_get_with`.
pub(super) fn found<V>(answer: Result<V, Arc<Miss>>) -> Result<Option<V>, AppError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(miss) => match &*miss {
            Miss::Absent => Ok(None),
            Miss::Failed(error) if matches!(**error, AppError::Sealed) => Err(AppError::Sealed),
            Miss::Failed(error) => Err(AppError::Batch(Arc::clone(error))),
        },
    }
}
