//! What the control API takes and gives, shared by the server and [`crate::client`].

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod delivery;
mod faults;

pub use crate::text::Entity;
pub use delivery::{DeliveryOutcome, DeliveryRecord, Duplicates};
pub use faults::{FaultEffect, FaultView, NewFault};

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

/// What a person sends.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewMessage {
    /// The text; with media it is the caption.
    pub text: String,
    /// Formatting; commands, links and the like are found by themselves.
    pub entities: Vec<Entity>,
    /// The message that is replied to.
    pub reply_to: Option<i64>,
    /// A file to send.
    pub media: Option<NewMedia>,
    /// Further parts of Telegram's `Message`, taken as they are: `contact`, `location`, `forward_origin`, unknown ones.
    pub parts: Map<String, Value>,
}

/// A file that a person sends.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMedia {
    /// `photo`, `video`, `voice`, `audio`, `animation`, `sticker`, `document` or `video_note`.
    pub kind: String,
    /// The bytes in base64.
    pub base64: String,
    /// The name of the file.
    #[serde(default)]
    pub file_name: Option<String>,
    /// Its MIME type.
    #[serde(default)]
    pub mime_type: Option<String>,
    /// Parts sent with the same id are an album.
    #[serde(default)]
    pub media_group_id: Option<String>,
    /// Hidden until tapped.
    #[serde(default)]
    pub spoiler: bool,
}

/// A new text for an own message.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Edit {
    /// The new text or caption.
    pub text: String,
    /// Its formatting.
    pub entities: Vec<Entity>,
}

/// The emoji a person puts on a message; empty takes them away.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reaction {
    /// Emoji.
    pub emoji: Vec<String>,
}

/// What came of something sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The message in the chat.
    pub message_id: i64,
    /// The update that tells the bot; none if the bot did not ask for such updates.
    pub update_id: Option<i64>,
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

/// A chat as its person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatView {
    /// The bot.
    pub bot_id: i64,
    /// The person.
    pub user_id: i64,
    /// Grows with every change; wait with `after_change`.
    pub change: u64,
    /// Whether the person has ever written to the bot.
    pub started: bool,
    /// Whether the person blocked the bot.
    pub blocked: bool,
    /// The bot's chat action that is shown now, such as `typing`.
    pub action: Option<String>,
    /// The command menu of this chat.
    pub commands: Vec<CommandView>,
    /// A reply keyboard under the input, if any.
    pub reply_keyboard: Option<Vec<Vec<String>>>,
    /// The messages in order, deleted ones included.
    pub messages: Vec<MessageView>,
}

/// A command of the menu.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommandView {
    /// Without the slash.
    pub command: String,
    /// What it does.
    pub description: String,
}

/// A message as it is seen.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a mark of its own that a person sees"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageView {
    /// Its id in the chat.
    pub message_id: i64,
    /// Whether the bot sent it.
    pub from_bot: bool,
    /// Unix seconds.
    pub date: i64,
    /// The text or caption, empty if there is none.
    pub text: String,
    /// Formatting of `text`.
    pub entities: Vec<Entity>,
    /// What it is besides text: `photo`, `voice`, …
    pub media: Option<MediaView>,
    /// Inline buttons.
    pub keyboard: Vec<Vec<ButtonView>>,
    /// The message it replies to.
    pub reply_to: Option<i64>,
    /// Shown as «изменено».
    pub edited: bool,
    /// Gone from the chat.
    pub deleted: bool,
    /// Cannot be forwarded or saved.
    pub protected: bool,
    /// Emoji put on it by the person.
    pub user_reactions: Vec<String>,
    /// Emoji put on it by the bot.
    pub bot_reactions: Vec<String>,
    /// The chat's change that touched it last.
    pub change: u64,
}

/// The media part of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaView {
    /// The field of Telegram's `Message`.
    pub kind: String,
    /// Where the control API serves its bytes, if it is a file.
    pub file_url: Option<String>,
    /// The file's name, if it has one.
    pub file_name: Option<String>,
    /// Hidden until tapped.
    pub spoiler: bool,
    /// Parts with the same id are an album.
    pub media_group_id: Option<String>,
}

/// An inline button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonView {
    /// The label.
    pub text: String,
    /// Callback data.
    pub data: Option<String>,
    /// The address it opens.
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
