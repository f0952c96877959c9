//! What the control API takes and gives, shared by the server and [`crate::client`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod compose;
mod delivery;
mod faults;
pub mod samples;
mod seen;
mod sending;
mod stars;

pub use crate::text::Entity;
pub use delivery::{DeliveryOutcome, DeliveryRecord, Duplicates};
pub use faults::{FaultEffect, FaultView, NewFault};
pub use seen::{ButtonView, ChatView, CommandView, MediaView, MessageView};
pub use sending::{Edit, NewAlbum, NewMedia, NewMessage, Reaction, Sent, SentAlbum};
pub use stars::{InvoiceView, NewTransaction, Pay, PaymentState, PaymentView, StarsView};

/// A person to create; everything may be left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewUser {
    /// A wanted id; the next free one otherwise.
    pub id: Option<i64>,
    /// «Человек N» otherwise.
    pub first_name: Option<String>,
    /// As in Telegram's `User`.
    pub last_name: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
    /// IETF tag of the person's Telegram, `ru` otherwise.
    pub language_code: Option<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserView {
    /// The id, also of the private chats with bots.
    pub id: i64,
    /// As in Telegram's `User`.
    pub first_name: String,
    /// As in Telegram's `User`.
    pub last_name: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
    /// IETF tag.
    pub language_code: Option<String>,
    /// Whether the account was deleted.
    pub deleted: bool,
    /// The balance in Telegram Stars.
    pub stars: i64,
}

/// A bot to create.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBot {
    /// `id:secret`.
    pub token: String,
    /// Shown name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// Without `@`.
    #[serde(default)]
    pub username: Option<String>,
}

/// A bot, without its token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BotView {
    /// The number before the colon of its token.
    pub id: i64,
    /// Shown name.
    pub first_name: String,
    /// Without `@`.
    pub username: String,
    /// `setMyDescription`.
    pub description: String,
    /// Updates that wait to be delivered.
    pub pending_updates: usize,
    /// The webhook, if one is set.
    pub webhook_url: Option<String>,
}

/// A new group that a bot is added to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewGroup {
    /// Negative; a supergroup's is below -1 000 000 000 000.
    pub id: Option<i64>,
    /// Shown above.
    pub title: Option<String>,
    /// Who is in it; the first adds the bot.
    pub members: Vec<i64>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Its chat id.
    pub id: i64,
    /// Shown above.
    pub title: String,
}

/// A press of an inline button.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Press {
    /// The message with the button; the latest one that has such a button otherwise.
    pub message_id: Option<i64>,
    /// Callback data of the button.
    pub data: Option<String>,
    /// Or its visible label.
    pub label: Option<String>,
    /// Press even if there is no such button (then `message_id` and `data` are needed).
    pub forged: bool,
    /// How long to wait for the answer, 10 s otherwise; 0 does not wait.
    pub timeout_ms: Option<u64>,
}

/// What a person sees after pressing a button.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PressAnswer {
    /// The id of the callback query.
    pub callback_query_id: String,
    /// Whether the bot answered in time.
    pub answered: bool,
    /// The words of the toast or alert.
    pub text: Option<String>,
    /// Alert instead of a toast.
    pub show_alert: bool,
    /// The address that is opened.
    pub url: Option<String>,
}

/// A request of a bot, as recorded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestRecord {
    /// Counts all requests; ask with `after`.
    pub seq: u64,
    /// Unix µs of the simulator's clock when it came.
    pub at_us: i64,
    /// How long it took, in µs of real time.
    pub duration_us: u64,
    /// The bot.
    pub bot_id: i64,
    /// The method's canonical name.
    pub method: String,
    /// The chat it names, if any.
    pub chat_id: Option<i64>,
    /// All parameters; files as their names.
    pub params: Value,
    /// The HTTP status it was given.
    pub status: u16,
    /// The error's words.
    pub description: Option<String>,
    /// The fault that hit it.
    pub fault: Option<String>,
}

/// Which requests are recorded.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Off saves time in load tests.
    pub enabled: bool,
    /// The newest so many are kept.
    #[serde(default)]
    pub requests_max: Option<usize>,
}

/// The default of counts.
fn once() -> u32 {
    1
}
