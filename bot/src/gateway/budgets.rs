//! How much may be sent: per bot and per chat, shared by the replicas.

use std::time::Duration;

use app::coordination::{Coordination, Permit, Quota};
use app::vault::Address;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The period that Telegram counts in.
const SECOND: Duration = Duration::from_secs(1);
/// Bytes of a chat's hash in a key: enough to tell a million chats apart.
const HASH_BYTES: usize = 16;

/// `NOTALONE_TELEGRAM_PER_SECOND`, `_CHAT_PER_SECOND` and `_CHAT_BURST`; 0 is unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests a bot may make in a second.
    pub per_second: u32,
    /// Messages a chat may get in a second.
    pub chat_per_second: u32,
    /// Messages a chat may get at once after a quiet time.
    pub chat_burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_second: 30,
            chat_per_second: 1,
            chat_burst: 3,
        }
    }
}

/// The budgets; cheap to clone.
#[derive(Clone, Debug)]
pub struct Budgets {
    coordination: Coordination,
    limits: Limits,
    hash_key: HashKey,
}

#[derive(Clone)]
struct HashKey([u8; 32]);

impl std::fmt::Debug for HashKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("HashKey(hidden)")
    }
}

impl Budgets {
    /// Budgets kept in `coordination`; `hash_key` hides chat ids from whoever reads its keys.
    pub fn new(coordination: Coordination, limits: Limits, hash_key: [u8; 32]) -> Self {
        Self {
            coordination,
            limits,
            hash_key: HashKey(hash_key),
        }
    }

    /// One message to a chat.
    pub(super) async fn take_chat(&self, to: Address) -> Permit {
        if self.limits.chat_per_second == 0 {
            return Permit::Granted;
        }
        let quota = Quota {
            per_period: self.limits.chat_per_second,
            period: SECOND,
            burst: self.limits.chat_burst.max(1),
        };
        self.coordination
            .take(&format!("telegram:chat:{}", self.hash(to)), quota)
            .await
    }

    /// One request of a bot. Its burst is a tenth of a second's worth: Telegram counts over whole seconds, and a full
    /// second's worth at once would allow twice the budget in the first.
    pub(super) async fn take_bot(&self, to: Address) -> Permit {
        if self.limits.per_second == 0 {
            return Permit::Granted;
        }
        let quota = Quota {
            per_period: self.limits.per_second,
            period: SECOND,
            burst: (self.limits.per_second / 10).max(1),
        };
        self.coordination
            .take(&format!("telegram:bot:{}", to.bot), quota)
            .await
    }

    fn hash(&self, to: Address) -> String {
        // HMAC pads its key with zeros to the block of its hash; doing it here leaves no error to handle.
        let mut block = [0; 64];
        block[..self.hash_key.0.len()].copy_from_slice(&self.hash_key.0);
        let mut mac = <Hmac<Sha256> as Mac>::new(&block.into());
        mac.update(&to.bot.0.to_be_bytes());
        mac.update(&to.chat_id.to_be_bytes());
        URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..HASH_BYTES])
    }
}
