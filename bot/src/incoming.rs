//! One update on its way through the bot.

use std::sync::Arc;

use app::actions::MemberCall;
use app::vault::Address;
use app::{BotId, CommandContext};
use chrono::{DateTime, Utc};
use domain::values::MemberId;
use teloxide::types::Update;
use uuid::Uuid;

use crate::texts::Locale;

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

impl Incoming {
    /// The correlation id of everything this update causes: the same on every delivery.
    pub fn correlation(&self) -> Uuid {
        Uuid::new_v5(
            &UPDATES,
            format!("{}:{}", self.bot, self.update_id).as_bytes(),
        )
    }

    /// The sender's language.
    pub fn language(&self) -> Locale {
        Locale::default()
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
