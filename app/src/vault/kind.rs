//! What the vault holds.

use crate::BotId;

/// What a vault value is; bound into the encryption, so that one cannot be passed off as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The pseudonym.
    Nickname,
    /// The bio.
    Bio,
    /// Which bot and chat reach the member.
    Address,
    /// Telegram's username, while a reveal is in progress.
    Username,
    /// What a reporter adds to a report; under the reporter's key.
    Comment,
    /// The text of an appeal; under the appellant's key.
    Appeal,
    /// What staff write down; under the subject's key.
    Note,
}

impl Kind {
    /// The stable name in the tables and in the encryption.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nickname => "nickname",
            Self::Bio => "bio",
            Self::Address => "address",
            Self::Username => "username",
            Self::Comment => "comment",
            Self::Appeal => "appeal",
            Self::Note => "note",
        }
    }
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

impl Address {
    pub(super) fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.bot.0.to_be_bytes());
        bytes[8..].copy_from_slice(&self.chat_id.to_be_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (bot, chat_id) = bytes.split_first_chunk::<8>()?;
        Some(Self {
            bot: BotId(i64::from_be_bytes(*bot)),
            chat_id: i64::from_be_bytes(chat_id.try_into().ok()?),
        })
    }
}
