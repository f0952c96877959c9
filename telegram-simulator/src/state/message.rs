//! Messages of a chat.

use serde_json::{Map, Value, json};

use crate::text::FormattedText;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    Bot,
    Person,
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
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: i64,
    pub(crate) author: Author,
    pub(crate) date_s: i64,
    pub(crate) edited_s: Option<i64>,
    pub(crate) content: NewContent,
    pub(crate) deleted: bool,
    pub(crate) user_reactions: Vec<String>,
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

    /// Text or caption.
    pub(crate) fn words(&self) -> Option<&FormattedText> {
        self.content.text.as_ref().or(self.content.caption.as_ref())
    }
}
