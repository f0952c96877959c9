//! Keys derived from the secrets of the configuration, one per purpose, so that no key serves two.

use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// A key for one purpose (HKDF-SHA-256, RFC 5869).
pub fn derive(secret: &SecretString, purpose: &str) -> [u8; 32] {
    let mut key = [0; 32];
    // Fails only for more than 8 160 bytes.
    let expanded = Hkdf::<Sha256>::new(None, secret.expose_secret().as_bytes())
        .expand(purpose.as_bytes(), &mut key);
    debug_assert!(expanded.is_ok());
    key
}
