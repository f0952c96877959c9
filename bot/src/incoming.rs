//! One update on its way through the bot.

use std::sync::Arc;

use app::actions::MemberCall;
use app::vault::Address;
use app::{BotId, CommandContext};
use chrono::{DateTime, Utc};
use domain::values::{Language, MemberId};
use teloxide::types::Update;
use uuid::Uuid;

/// An update with what intake found out about it. Not `Debug`: it holds what a member said.
#[derive(Clone)]
pub struct Incoming {
    /// Which bot received it.
    pub bot: BotId,
    /// Telegram's id of the update, unique per bot.
    pub update_id: i64,
    /// Who sent it.
    pub member: MemberId,
    /// Where the answer goes.
    pub address: Address,
    /// As teloxide understands it.
    pub update: Arc<Update>,
    /// As Telegram sent it: teloxide empties what it does not know.
    pub raw: Arc<serde_json::Value>,
    /// What the sender reads; the usual language until the router has looked.
    pub reads: Language,
}

/// What became of an update that was handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// Done; intake writes its inbox row.
    Done,
    /// Done, and the inbox row is written already, together with what was done.
    Finished,
}

/// Namespace of ids derived from updates.
const UPDATES: Uuid = Uuid::from_u128(0x6f0d_5a6e_2b8b_4f1e_9a51_0d2e_77c4_6a11);

/// The longest username that Telegram allows.
const MAX_USERNAME_CHARACTERS: usize = 32;

/// The correlation id of everything an update causes: the same on every delivery.
pub(crate) fn correlation(bot: BotId, update_id: i64) -> Uuid {
    Uuid::new_v5(&UPDATES, format!("{bot}:{update_id}").as_bytes())
}

impl Incoming {
    /// The correlation id of everything this update causes: the same on every delivery.
    pub fn correlation(&self) -> Uuid {
        correlation(self.bot, self.update_id)
    }

    /// The sender's language.
    pub const fn language(&self) -> Language {
        self.reads
    }

    /// The sender's username in Telegram, `None` for who has none. Only for a reveal that its owner asks for.
    pub fn username(&self) -> Option<&str> {
        let sender = &self.raw["callback_query"]["from"];
        let username = sender["username"].as_str()?;
        let is_one = (1..=MAX_USERNAME_CHARACTERS).contains(&username.len())
            && username
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_one.then_some(username)
    }

    /// The context of the `ordinal`-th command of this update (architecture.md, "Idempotency").
    pub fn command(&self, ordinal: u32, now: DateTime<Utc>) -> CommandContext {
        self.call(now).command(ordinal)
    }

    /// What this update asks for, as any front end asks for it.
    pub fn call(&self, now: DateTime<Utc>) -> MemberCall {
        MemberCall {
            member: self.member,
            correlation: self.correlation(),
            now,
        }
    }
}
