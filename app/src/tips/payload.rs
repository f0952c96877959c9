//! The payload of an invoice: which tip it asks for, signed, so that nobody else can write one. It holds no id of Telegram's, and nothing about
//! who pays, who receives or how much: all that is in the tip itself (product.md, "Tips").

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::config::RotatingSecret;
use crate::keys;

/// The longest payload that Telegram takes, in bytes (Bot API, `sendInvoice`).
pub const MAX_BYTES: usize = 128;

/// What the keys are derived for.
const PURPOSE: &str = "tip-invoices";
/// The only form there is so far.
const VERSION: u8 = 1;
const KEY_ID_BYTES: usize = 4;
const TIP_BYTES: usize = 16;
const MAC_BYTES: usize = 32;
const SIGNED_BYTES: usize = 1 + KEY_ID_BYTES + TIP_BYTES;

/// The text is no payload of ours: forged, damaged, cut, or signed with a key that is accepted no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payload is not one of ours")]
pub struct NotOurs;

/// One key with its name in payloads.
#[derive(Clone)]
struct Key {
    id: [u8; KEY_ID_BYTES],
    secret: [u8; 32],
}

impl Key {
    fn derive(secret: &secrecy::SecretString) -> Self {
        let secret = keys::derive(secret, PURPOSE);
        let mut id = [0; KEY_ID_BYTES];
        // A digest of the key says which one it is and nothing about it.
        id.copy_from_slice(&Sha256::digest(secret)[..KEY_ID_BYTES]);
        Self { id, secret }
    }

    fn mac(&self, signed: &[u8]) -> [u8; MAC_BYTES] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(signed);
        mac.finalize().into_bytes().into()
    }
}

/// Signs payloads with the current `TIPS_HMAC_SECRET` and accepts those of the one before as long as it is set.
#[derive(Clone)]
pub struct PayloadKeys {
    current: Key,
    previous: Option<Key>,
}

impl fmt::Debug for PayloadKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PayloadKeys(hidden)")
    }
}

impl PayloadKeys {
    /// The keys made of `TIPS_HMAC_SECRET` and `TIPS_HMAC_SECRET_PREVIOUS`.
    pub fn new(secret: &RotatingSecret) -> Self {
        Self {
            current: Key::derive(&secret.current),
            previous: secret.previous.as_ref().map(Key::derive),
        }
    }

    /// The payload of a tip's invoice: the same each time, at most [`MAX_BYTES`].
    pub fn seal(&self, tip: Uuid) -> String {
        let mut bytes = Vec::with_capacity(SIGNED_BYTES + MAC_BYTES);
        bytes.push(VERSION);
        bytes.extend_from_slice(&self.current.id);
        bytes.extend_from_slice(tip.as_bytes());
        let mac = self.current.mac(&bytes);
        bytes.extend_from_slice(&mac);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Which tip a payload asks for. Takes as long for a signature that is nearly right as for any other.
    pub fn open(&self, payload: &str) -> Result<Uuid, NotOurs> {
        if payload.len() > MAX_BYTES {
            return Err(NotOurs);
        }
        let bytes = URL_SAFE_NO_PAD.decode(payload).map_err(|_| NotOurs)?;
        let (signed, mac) = bytes.split_at_checked(SIGNED_BYTES).ok_or(NotOurs)?;
        let (version, rest) = signed.split_first().ok_or(NotOurs)?;
        let (key_id, tip) = rest.split_at_checked(KEY_ID_BYTES).ok_or(NotOurs)?;
        // Neither is a secret: they say how to read the rest.
        let key = self.key(key_id).filter(|_| *version == VERSION);
        let is_ours: bool = key.ok_or(NotOurs)?.mac(signed).ct_eq(mac).into();
        let tip = Uuid::from_slice(tip).map_err(|_| NotOurs)?;
        if is_ours { Ok(tip) } else { Err(NotOurs) }
    }

    fn key(&self, id: &[u8]) -> Option<&Key> {
        std::iter::once(&self.current)
            .chain(&self.previous)
            .find(|key| key.id == id)
    }
}

#[cfg(test)]
mod tests;
