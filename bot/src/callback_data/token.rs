//! Opaque tokens: base64url of an id and 8 bytes of HMAC-SHA256 over verb, id and member. A token works for one verb and one member, so
//! an old «Завершить» cannot end the next talk and nobody can press another's button.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::values::MemberId;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

const ID_BYTES: usize = 16;
const MAC_BYTES: usize = 8;

/// The key of the tokens. Not `Debug`: it is a secret.
#[derive(Clone)]
pub struct TokenKey([u8; 32]);

impl TokenKey {
    /// A key of 32 bytes.
    pub const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    pub(super) fn print(&self, verb: &str, id: Uuid, member: MemberId) -> String {
        let mut bytes = [0; ID_BYTES + MAC_BYTES];
        let (id_part, mac_part) = bytes.split_at_mut(ID_BYTES);
        id_part.copy_from_slice(id.as_bytes());
        mac_part.copy_from_slice(&self.mac(verb, id, member));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The id, if the token was made for this verb and member.
    pub(super) fn read(&self, token: &str, verb: &str, member: MemberId) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, mac) = bytes.split_at_checked(ID_BYTES)?;
        let id = Uuid::from_slice(id).ok()?;
        let is_ours: bool = self.mac(verb, id, member).ct_eq(mac).into();
        is_ours.then_some(id)
    }

    fn mac(&self, verb: &str, id: Uuid, member: MemberId) -> [u8; MAC_BYTES] {
        // A verb has no NUL, and the ids have a fixed length: no two inputs are spelled alike.
        let parts: [&[u8]; 4] = [verb.as_bytes(), &[0], id.as_bytes(), member.0.as_bytes()];
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes keys of any length")
        };
        for part in parts {
            mac.update(part);
        }
        let digest = mac.finalize().into_bytes();
        let mut short = [0; MAC_BYTES];
        short.copy_from_slice(&digest[..MAC_BYTES]);
        short
    }
}
