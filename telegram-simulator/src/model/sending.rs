//! What a person sends and does with messages.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Entity;

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
    /// The part of that message which is quoted.
    pub quote: Option<String>,
    /// A file to send.
    pub media: Option<NewMedia>,
    /// The caption stands above the picture.
    pub caption_above: bool,
    /// Further parts of Telegram's `Message`, taken as they are: `contact`, `location`, `forward_origin`, unknown ones.
    pub parts: Map<String, Value>,
}

/// A file that a person sends.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewMedia {
    /// `photo`, `video`, `voice`, `audio`, `animation`, `sticker`, `document` or `video_note`.
    pub kind: String,
    /// The bytes in base64.
    pub base64: String,
    /// The name of the file.
    pub file_name: Option<String>,
    /// Its MIME type.
    pub mime_type: Option<String>,
    /// Parts sent with the same id are an album; [`NewAlbum`] gives them one.
    pub media_group_id: Option<String>,
    /// Hidden until tapped.
    pub spoiler: bool,
    /// What Telegram says of its size in bytes, to have a large file without sending one.
    pub claimed_size: Option<u64>,
    /// Seconds, of what plays.
    pub duration: Option<i64>,
    /// Pixels; of a video note its diameter.
    pub width: Option<i64>,
    /// Pixels.
    pub height: Option<i64>,
    /// The title in an audio's tags.
    pub title: Option<String>,
    /// The performer in an audio's tags.
    pub performer: Option<String>,
    /// The emoji of a sticker.
    pub emoji: Option<String>,
    /// The set of a sticker.
    pub set_name: Option<String>,
}

/// 2–10 messages with files that are sent as one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewAlbum {
    /// Photos and videos, or only documents, or only audios; each may have a caption.
    pub messages: Vec<NewMessage>,
}

/// What came of an album.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentAlbum {
    /// The id its messages have in common.
    pub media_group_id: String,
    /// Its messages in order.
    pub messages: Vec<Sent>,
}

/// New content for an own message.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Edit {
    /// The new text or caption.
    pub text: String,
    /// Its formatting.
    pub entities: Vec<Entity>,
    /// A file in the place of the one that is there; the file stays otherwise.
    pub media: Option<NewMedia>,
}

/// What a person puts on a message; empty takes it away.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reaction {
    /// Emoji that Telegram allows as reactions.
    pub emoji: Vec<String>,
    /// Custom emoji, by id.
    pub custom_emoji_ids: Vec<String>,
}

/// What came of something sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The message in the chat.
    pub message_id: i64,
    /// The update that tells the bot; none if the bot did not ask for such updates.
    pub update_id: Option<i64>,
}
