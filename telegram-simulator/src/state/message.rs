//! Messages of a chat.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::stars::Invoice;
use crate::text::FormattedText;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    Bot,
    Person,
}

/// A reaction on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReactionType {
    Emoji(String),
    /// By the id of the custom emoji.
    CustomEmoji(String),
}

impl ReactionType {
    /// Telegram's `ReactionType`.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Emoji(emoji) => json!({ "type": "emoji", "emoji": emoji }),
            Self::CustomEmoji(id) => json!({ "type": "custom_emoji", "custom_emoji_id": id }),
        }
    }

    /// As the control API shows it: the emoji, or `custom:` and the id.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Emoji(emoji) => emoji.clone(),
            Self::CustomEmoji(id) => format!("custom:{id}"),
        }
    }
}

/// What a new message consists of.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewContent {
    pub(crate) text: Option<FormattedText>,
    pub(crate) caption: Option<FormattedText>,
    /// Media and everything else, as Telegram's `Message` has it.
    pub(crate) parts: Map<String, Value>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) inline_keyboard: Option<Value>,
    pub(crate) protected: bool,
    /// What can be paid here, with the parts of it that messages do not show.
    pub(crate) invoice: Option<Arc<Invoice>>,
    /// Whether it was paid.
    pub(crate) paid: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: i64,
    pub(crate) author: Author,
    pub(crate) date_s: i64,
    pub(crate) edited_s: Option<i64>,
    pub(crate) content: NewContent,
    pub(crate) deleted: bool,
    pub(crate) user_reactions: Vec<ReactionType>,
    pub(crate) bot_reactions: Vec<String>,
    pub(crate) change: u64,
}

/// Who takes part, as JSON, to render messages of one chat.
pub(crate) struct Participants {
    pub(crate) chat: Value,
    pub(crate) user: Value,
    pub(crate) bot: Value,
}

impl Message {
    /// Telegram's `Message` without what it replies to.
    pub(crate) fn to_json(&self, participants: &Participants) -> Map<String, Value> {
        let from = match self.author {
            Author::Bot => &participants.bot,
            Author::Person => &participants.user,
        };
        let mut message = Map::new();
        message.insert("message_id".to_owned(), self.id.into());
        message.insert("from".to_owned(), from.clone());
        message.insert("chat".to_owned(), participants.chat.clone());
        message.insert("date".to_owned(), self.date_s.into());
        if let Some(edited_s) = self.edited_s {
            message.insert("edit_date".to_owned(), edited_s.into());
        }
        let texts = [
            ("text", "entities", &self.content.text),
            ("caption", "caption_entities", &self.content.caption),
        ];
        for (text_key, entities_key, formatted) in texts {
            if let Some(formatted) = formatted {
                message.insert(text_key.to_owned(), formatted.text.clone().into());
                if !formatted.entities.is_empty() {
                    message.insert(entities_key.to_owned(), json!(formatted.entities));
                }
            }
        }
        for (key, value) in &self.content.parts {
            message.insert(key.clone(), value.clone());
        }
        if self.content.protected {
            message.insert("has_protected_content".to_owned(), true.into());
        }
        if let Some(keyboard) = &self.content.inline_keyboard {
            message.insert("reply_markup".to_owned(), keyboard.clone());
        }
        message
    }

    /// The album it is a part of.
    pub(crate) fn album(&self) -> Option<&str> {
        self.content.parts.get("media_group_id")?.as_str()
    }

    /// Text or caption.
    pub(crate) fn words(&self) -> Option<&FormattedText> {
        self.content.text.as_ref().or(self.content.caption.as_ref())
    }
}
