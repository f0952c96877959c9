//! Texts as Telegram treats them: lengths in UTF-16, entities, cleaning, parse modes and what is detected by itself.

mod clean;
mod detect;
mod html;
mod markdown;
mod quote;
mod utf16;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use clean::clean;
pub(crate) use detect::with_detected;
pub(crate) use html::parse as parse_html;
pub(crate) use markdown::parse as parse_markdown_v2;
pub(crate) use quote::quoted;
pub(crate) use utf16::length as utf16_length;
#[cfg(test)]
pub(crate) use utf16::slice as utf16_slice;

/// A `MessageEntity`: offset and length in UTF-16 code units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// `bold`, `url`, `bot_command` and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it begins.
    pub offset: i64,
    /// How long it is.
    pub length: i64,
    /// What some kinds carry besides: `url`, `user`, `language`, `custom_emoji_id`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Entity {
    /// An entity of a kind that carries nothing besides its place.
    pub fn new(kind: &str, offset: i64, length: i64) -> Self {
        Self {
            kind: kind.to_owned(),
            offset,
            length,
            extra: Map::new(),
        }
    }

    pub(crate) fn end(&self) -> i64 {
        self.offset.saturating_add(self.length)
    }
}

/// A text with its entities.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct FormattedText {
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
}

impl FormattedText {
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Why a text with entities is refused; the words are Telegram's, without "Bad Request: ".
pub(crate) type Refusal = String;
