//! Signatures on places of the log.

use chrono::{DateTime, SecondsFormat, Utc};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use event_store::verify::Verified;
use serde::{Deserialize, Serialize};

use crate::config::RotatingSecret;
use crate::keys;

/// Holds the key made of `AUDIT_SIGNING_KEY`.
#[derive(Clone)]
pub struct Signer {
    key: SigningKey,
}

/// A place of the log, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// `POSITION:HASH`.
    pub head: String,
    /// When.
    pub signed_at: DateTime<Utc>,
    /// With which key, in hexadecimal.
    pub public_key: String,
    /// Ed25519 over [`SignedHead::statement`], in hexadecimal.
    pub signature: String,
}

impl Signer {
    /// The signer of a secret. During a rotation everything new is signed with the current one.
    pub fn new(secret: &RotatingSecret) -> Self {
        Self {
            key: SigningKey::from_bytes(&keys::derive(&secret.current, "audit-signing")),
        }
    }

    /// What others check signatures with, in hexadecimal; it is to be published where this database's owner cannot change it.
    pub fn public_key(&self) -> String {
        hex::encode(self.key.verifying_key().as_bytes())
    }

    /// Signs a place.
    pub fn sign_head(&self, head: Verified, at: DateTime<Utc>) -> SignedHead {
        let mut signed = SignedHead {
            head: head.to_string(),
            signed_at: at,
            public_key: self.public_key(),
            signature: String::new(),
        };
        signed.signature = self.sign(signed.statement().as_bytes());
        signed
    }

    /// Signs any statement; its first line says what it is.
    pub(super) fn sign(&self, statement: &[u8]) -> String {
        hex::encode(self.key.sign(statement).to_bytes())
    }
}

impl SignedHead {
    /// The signed bytes: what this is, the place, the moment to the microsecond.
    pub fn statement(&self) -> String {
        let at = self.signed_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        format!("notalone log head v1\n{}\n{at}", self.head)
    }

    /// Whether the signature is one by the key that is named.
    pub fn is_genuine(&self) -> bool {
        is_signed(
            &self.public_key,
            &self.signature,
            self.statement().as_bytes(),
        )
    }
}

/// Whether a signature in hexadecimal is one by this key; anything malformed is not.
pub(super) fn is_signed(public_key: &str, signature: &str, statement: &[u8]) -> bool {
    let (mut key, mut bytes) = ([0; 32], [0; 64]);
    // Written in one way only, so that no byte of a signed file can be another.
    let is_upper = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_upper(public_key)
        || is_upper(signature)
        || hex::decode_to_slice(public_key, &mut key).is_err()
        || hex::decode_to_slice(signature, &mut bytes).is_err()
    {
        return false;
    }
    VerifyingKey::from_bytes(&key).is_ok_and(|key| {
        key.verify_strict(statement, &Signature::from_bytes(&bytes))
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_genuine_until_anything_in_it_is_changed() {
        let signer = Signer::new(&RotatingSecret::new("a secret of the audit, long enough"));
        let head = Verified {
            position: 7,
            hash: [3; 32],
        };
        let genuine = signer.sign_head(head, DateTime::UNIX_EPOCH);
        assert!(genuine.is_genuine());
        let stranger = Signer::new(&RotatingSecret::new("another secret of another audit!"));
        let changes: [SignedHead; 4] = [
            SignedHead {
                head: genuine.head.replace("7:", "8:"),
                ..genuine.clone()
            },
            SignedHead {
                signed_at: genuine.signed_at + chrono::Duration::microseconds(1),
                ..genuine.clone()
            },
            SignedHead {
                public_key: stranger.public_key(),
                ..genuine.clone()
            },
            SignedHead {
                signature: "00".to_owned(),
                ..genuine.clone()
            },
        ];
        for changed in changes {
            assert!(!changed.is_genuine(), "{changed:?}");
        }
    }
}
