//! The vault: the only place where personal data lives, encrypted under a key per member.

use domain::values::{MemberId, VaultRef};
use secrecy::SecretString;

use crate::{AppError, BotId};

/// What a vault value is; bound into the encryption, so that one cannot be passed off as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The pseudonym.
    Nickname,
    /// The bio.
    Bio,
    /// Which bot and chat reach the member.
    Address,
}

/// Where a member is reached. Never logged: `Debug` hides the chat.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address {
    /// Through which bot.
    pub bot: BotId,
    /// Telegram's chat id.
    pub chat_id: i64,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Address({}, hidden)", self.bot)
    }
}

/// Encrypted personal data; cheap to clone.
#[derive(Clone, Debug)]
pub struct Vault {}

impl Vault {
    /// The member behind a Telegram user id, if known.
    pub async fn find(&self, telegram_user_id: i64) -> Result<Option<MemberId>, AppError> {
        let _ = telegram_user_id;
        Ok(None)
    }

    /// The member behind a Telegram user id, made now if unknown; concurrent calls agree (`ON CONFLICT` decides). Also remembers
    /// through which bot and chat the member is reached (the bot they wrote to last).
    pub async fn identify(
        &self,
        telegram_user_id: i64,
        address: Address,
    ) -> Result<MemberId, AppError> {
        let _ = (telegram_user_id, address);
        Err(AppError::Sealed)
    }

    /// Where the member is reached, `None` for an unknown or erased member. Cached.
    pub async fn address(&self, member: MemberId) -> Result<Option<Address>, AppError> {
        let _ = member;
        Ok(None)
    }

    /// Seals a value under a fresh reference. Written before the command that names it; orphans are swept.
    pub async fn put(
        &self,
        member: MemberId,
        kind: Kind,
        value: &str,
    ) -> Result<VaultRef, AppError> {
        let _ = (member, kind, value);
        Err(AppError::Sealed)
    }

    /// Opens a value, `None` when it or its key is gone. Cached briefly.
    pub async fn get(
        &self,
        member: MemberId,
        kind: Kind,
        reference: VaultRef,
    ) -> Result<Option<SecretString>, AppError> {
        let _ = (member, kind, reference);
        Ok(None)
    }
}
