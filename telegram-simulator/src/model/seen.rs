//! What a person sees of a chat.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Entity;

/// A chat as its person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatView {
    /// The bot.
    pub bot_id: i64,
    /// The person, or the group.
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
    /// The person's Stars, the same in all chats.
    pub stars: i64,
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
    /// Whether the caption stands above the media.
    pub caption_above: bool,
    /// Inline buttons.
    pub keyboard: Vec<Vec<ButtonView>>,
    /// The message it replies to.
    pub reply_to: Option<i64>,
    /// The part of that message which is quoted.
    pub quote: Option<String>,
    /// «Переслано от …»: the name that is shown.
    pub forwarded_from: Option<String>,
    /// «через @…»: the username of the inline bot, without `@`.
    pub via_bot: Option<String>,
    /// Shown as «изменено».
    pub edited: bool,
    /// Gone from the chat.
    pub deleted: bool,
    /// Cannot be forwarded or saved.
    pub protected: bool,
    /// An invoice that was paid.
    pub paid: bool,
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
    /// Telegram's object of this kind, a photo's largest size: `duration`, `performer`, `set_name`, `phone_number` …
    pub object: Value,
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
    /// Pays the invoice it stands under.
    pub pay: bool,
}
