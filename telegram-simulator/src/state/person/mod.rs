//! What a person does in a chat with a bot.

mod changing;
mod pressing;
mod sending;

use std::sync::Arc;

use serde_json::{Value, json};
use thiserror::Error;

use super::{Bot, Chat, ChatState, Presence, World};
use crate::delivery::{Lane, NewUpdate, start_lane};
use crate::model::Entity;
use crate::text::{FormattedText, clean, utf16_length, with_detected};

/// Why a person cannot do something.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum NotPossible {
    #[error("the account is deleted")]
    Deleted,
    #[error("the person blocked the bot; unblock first")]
    Blocked,
    #[error("there is nothing to send")]
    Empty,
    #[error("the text is longer than Telegram lets a person send")]
    TooLong,
    #[error("{0}")]
    Text(String),
    #[error("no such message")]
    NoMessage,
    #[error("not the person's own message")]
    NotOwn,
    #[error("no such button")]
    NoButton,
    #[error("no such kind of media, or not base64")]
    Media,
    #[error("an album has 2 to 10 photos and videos, or documents, or audios")]
    Album,
    #[error("nothing stands under such a message")]
    NoCaption,
    #[error("such a message cannot be changed like this, or not any more")]
    NotEditable,
    #[error("the quote is not in the message that is replied to")]
    Quote,
    #[error("the content is protected")]
    Protected,
    #[error("no such reaction, or too many")]
    Reaction,
}

/// A person in a chat with a bot.
pub(crate) struct Person {
    pub(crate) world: Arc<World>,
    pub(crate) bot: Arc<Bot>,
    pub(crate) chat: Arc<Chat>,
}

const TEXT_MAX: i64 = 4096;
const CAPTION_MAX: i64 = 1024;

impl Person {
    /// Blocks or unblocks the bot, which is told with `my_chat_member`.
    pub(crate) fn set_blocked(&self, blocked: bool) -> Option<i64> {
        let now_s = self.world.clock.now_s();
        self.chat.with(|state| {
            let new = if blocked {
                Presence::Blocked
            } else {
                Presence::Open
            };
            if state.presence == new {
                return None;
            }
            state.presence = new;
            state.touch();
            let member = |blocked: bool| {
                let user = self.bot.to_json();
                if blocked {
                    json!({ "user": user, "status": "kicked", "until_date": 0 })
                } else {
                    json!({ "user": user, "status": "member" })
                }
            };
            let body = json!({
                "chat": self.chat.user.chat_json(),
                "from": self.chat.user.to_json(),
                "date": now_s,
                "old_chat_member": member(!blocked),
                "new_chat_member": member(blocked),
            });
            self.tell("my_chat_member", Lane::Member(self.chat.user.id), body)
        })
    }

    fn can_act(&self) -> Result<(), NotPossible> {
        if self.chat.user.is_deleted() {
            return Err(NotPossible::Deleted);
        }
        match self.chat.with(|state| state.presence) {
            Presence::Blocked => Err(NotPossible::Blocked),
            Presence::Open | Presence::Stranger => Ok(()),
        }
    }

    fn tell_message(&self, state: &ChatState, kind: &str, message_id: i64) -> Option<i64> {
        let participants = self.chat.participants(&self.bot);
        let message = state.render(message_id, &participants)?;
        self.tell(kind, Lane::Chat(self.chat.user.id), message)
    }

    fn tell(&self, kind: &str, lane: Lane, body: Value) -> Option<i64> {
        let update = NewUpdate {
            kind: kind.to_owned(),
            lane,
            body,
        };
        let now_us = self.world.clock.now_us();
        let (update_id, started) = self.bot.updates.push(&update, now_us)?;
        start_lane(&self.world, &self.bot, started);
        Some(update_id)
    }
}

fn words(text: &str, entities: Vec<Entity>) -> Result<FormattedText, NotPossible> {
    let cleaned = clean(text, entities).map_err(NotPossible::Text)?;
    Ok(with_detected(cleaned))
}

/// The words as a text, which may not be empty.
fn text_of(words: FormattedText) -> Result<FormattedText, NotPossible> {
    if words.is_empty() {
        return Err(NotPossible::Empty);
    }
    within(words, TEXT_MAX)
}

/// The words as a caption, none if they are empty.
fn caption_of(words: FormattedText) -> Result<Option<FormattedText>, NotPossible> {
    let words = within(words, CAPTION_MAX)?;
    Ok(Some(words).filter(|words| !words.is_empty()))
}

fn within(words: FormattedText, max: i64) -> Result<FormattedText, NotPossible> {
    if utf16_length(&words.text) > max {
        return Err(NotPossible::TooLong);
    }
    Ok(words)
}
