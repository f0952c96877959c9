//! Master keys: what wraps every other key of the vault.

use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::seal::{Binding, SealKey};
use crate::config::RotatingSecret;
use crate::{AppError, Ids};

/// Says which master key wrapped a key, and nothing about it.
pub(super) type MasterId = [u8; 8];

/// A wrapped key as it is stored.
pub(super) struct Wrapped {
    pub(super) bytes: Vec<u8>,
    pub(super) by: MasterId,
}

#[derive(Debug)]
struct Master {
    id: MasterId,
    key: SealKey,
}

impl Master {
    fn derive(secret: &SecretString) -> Result<Self, AppError> {
        let derivation = Hkdf::<Sha256>::new(None, secret.expose_secret().as_bytes());
        let (mut id, mut key) = (MasterId::default(), zeroize::Zeroizing::new([0; 32]));
        derivation
            .expand(b"notalone vault master id", &mut id)
            .map_err(|_| AppError::Sealed)?;
        derivation
            .expand(b"notalone vault wrapping key", key.as_mut())
            .map_err(|_| AppError::Sealed)?;
        let key = SealKey::from_bytes(key.as_ref())?;
        Ok(Self { id, key })
    }
}

/// The id of a master key by itself, for who has nothing to open.
pub(super) fn id_of(secret: &SecretString) -> Result<MasterId, AppError> {
    Ok(Master::derive(secret)?.id)
}

/// The current master key, and the one before it during a rotation.
#[derive(Debug)]
pub(super) struct Masters {
    current: Master,
    previous: Option<Master>,
}

impl Masters {
    pub(super) fn derive(secret: &RotatingSecret) -> Result<Self, AppError> {
        Ok(Self {
            current: Master::derive(&secret.current)?,
            previous: secret.previous.as_ref().map(Master::derive).transpose()?,
        })
    }

    pub(super) fn current_id(&self) -> MasterId {
        self.current.id
    }

    pub(super) fn previous_id(&self) -> Option<MasterId> {
        self.previous.as_ref().map(|master| master.id)
    }

    /// Wraps under the current master key. `owner` says whose key it is and is bound into it.
    pub(super) fn wrap(
        &self,
        key: &SealKey,
        owner: &[u8],
        ids: &dyn Ids,
    ) -> Result<Wrapped, AppError> {
        let bytes = self
            .current
            .key
            .seal(key.bytes(), &wrapping_of(owner), ids)?;
        Ok(Wrapped {
            bytes,
            by: self.current.id,
        })
    }

    /// Unwraps what either master key wrapped.
    pub(super) fn unwrap(
        &self,
        wrapped: &[u8],
        by: &[u8],
        owner: &[u8],
    ) -> Result<SealKey, AppError> {
        let master = [Some(&self.current), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|master| master.id == by)
            .ok_or(AppError::Sealed)?;
        let bytes = master.key.open(wrapped, &wrapping_of(owner))?;
        SealKey::from_bytes(&bytes)
    }
}

fn wrapping_of(owner: &[u8]) -> Binding {
    Binding::of(&[b"key", owner])
}
