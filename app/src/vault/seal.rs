//! Sealing: XChaCha20-Poly1305 with what the value is bound into it.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::{AppError, Ids};

/// The layout of sealed bytes: this, a nonce, ciphertext with tag.
const FORMAT: u8 = 1;
const NONCE_BYTES: usize = 24;

/// A symmetric key; wiped when dropped, never shown.
#[derive(Clone)]
pub(super) struct SealKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SealKey(hidden)")
    }
}

impl SealKey {
    pub(super) fn random(ids: &dyn Ids) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        ids.fill(key.as_mut());
        Self(key)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, AppError> {
        let key = <[u8; 32]>::try_from(bytes).map_err(|_| AppError::Sealed)?;
        Ok(Self(Zeroizing::new(key)))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals under a fresh nonce: 192 random bits do not repeat.
    pub(super) fn seal(
        &self,
        plain: &[u8],
        bound: &Binding,
        ids: &dyn Ids,
    ) -> Result<Vec<u8>, AppError> {
        let mut nonce = [0; NONCE_BYTES];
        ids.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: &bound.0,
        };
        let ciphertext = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| AppError::Sealed)?;
        Ok([&[FORMAT], nonce.as_slice(), &ciphertext].concat())
    }

    /// Opens what was sealed under this key as exactly this; anything else fails.
    pub(super) fn open(
        &self,
        sealed: &[u8],
        bound: &Binding,
    ) -> Result<Zeroizing<Vec<u8>>, AppError> {
        let rest = sealed.strip_prefix(&[FORMAT]).ok_or(AppError::Sealed)?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE_BYTES).ok_or(AppError::Sealed)?;
        let payload = Payload {
            msg: ciphertext,
            aad: &bound.0,
        };
        self.cipher()
            .decrypt(XNonce::from_slice(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| AppError::Sealed)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(Key::from_slice(self.0.as_slice()))
    }
}

/// What sealed bytes are, so that they cannot be passed off as something else: each part with its length before it.
pub(super) struct Binding(Vec<u8>);

impl Binding {
    pub(super) fn of(parts: &[&[u8]]) -> Self {
        let mut bound = b"notalone vault 1".to_vec();
        for part in parts {
            // Parts are ids and short names.
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            bound.extend_from_slice(&length.to_be_bytes());
            bound.extend_from_slice(part);
        }
        Self(bound)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use super::*;
    use crate::clock::ManualClock;
    use crate::ids::SystemIds;

    #[test]
    fn no_nonce_comes_twice() {
        let ids = SystemIds::new(Arc::new(ManualClock::default()));
        let (key, bound) = (SealKey::random(&ids), Binding::of(&[b"test"]));
        let sealed = (0..10_000).map(|_| key.seal(b"same", &bound, &ids).unwrap());
        let nonces: HashSet<Vec<u8>> = sealed
            .map(|sealed| sealed[1..=NONCE_BYTES].to_vec())
            .collect();
        assert_eq!(nonces.len(), 10_000);
    }
}
