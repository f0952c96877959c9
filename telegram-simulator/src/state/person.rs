//! What a person does in a chat with a bot.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use thiserror::Error;
use tokio::sync::watch;

use super::view::buttons;
use super::{Author, Bot, CallbackAnswer, Chat, ChatState, NewContent, Presence, World};
use crate::delivery::{Lane, NewUpdate, start_lane};
use crate::files::StoredFile;
use crate::media::{Measures, MediaKind, parts};
use crate::model::{Edit, Entity, NewMedia, NewMessage, Press, Sent};
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
}

/// A person in a chat with a bot.
pub(crate) struct Person {
    pub(crate) world: Arc<World>,
    pub(crate) bot: Arc<Bot>,
    pub(crate) chat: Arc<Chat>,
}

/// A pressed button, waiting for its answer.
pub(crate) struct Pressed {
    pub(crate) callback_query_id: String,
    pub(crate) answer: watch::Receiver<Option<CallbackAnswer>>,
}

const TEXT_MAX: i64 = 4096;
const CAPTION_MAX: i64 = 1024;

impl Person {
    pub(crate) fn send(&self, message: NewMessage) -> Result<Sent, NotPossible> {
        self.can_act()?;
        let words = words(&message.text, message.entities)?;
        let mut content = NewContent {
            parts: message.parts,
            reply_to: message.reply_to,
            ..NewContent::default()
        };
        if let Some(media) = &message.media {
            content.parts.extend(self.media_parts(media)?);
        }
        let is_text = content.parts.keys().all(|part| is_about_text(part));
        let max = if is_text { TEXT_MAX } else { CAPTION_MAX };
        if utf16_length(&words.text) > max {
            return Err(NotPossible::TooLong);
        }
        if is_text && words.is_empty() {
            return Err(NotPossible::Empty);
        }
        if is_text {
            content.text = Some(words);
        } else if !words.is_empty() {
            content.caption = Some(words);
        }
        let now_s = self.world.clock.now_s();
        Ok(self.chat.with(|state| {
            state.presence = Presence::Open;
            let message_id = state.add(Author::Person, now_s, content);
            let update_id = self.tell_message(state, "message", message_id);
            Sent {
                message_id,
                update_id,
            }
        }))
    }

    pub(crate) fn edit(&self, message_id: i64, edit: Edit) -> Result<Sent, NotPossible> {
        self.can_act()?;
        let words = words(&edit.text, edit.entities)?;
        let now_s = self.world.clock.now_s();
        self.chat.with(|state| {
            let message = state.message(message_id).ok_or(NotPossible::NoMessage)?;
            if message.author != Author::Person {
                return Err(NotPossible::NotOwn);
            }
            let is_text = message.content.text.is_some();
            if is_text && words.is_empty() {
                return Err(NotPossible::Empty);
            }
            if utf16_length(&words.text) > if is_text { TEXT_MAX } else { CAPTION_MAX } {
                return Err(NotPossible::TooLong);
            }
            state.change_message(message_id, |message| {
                message.edited_s = Some(now_s);
                if is_text {
                    message.content.text = Some(words);
                } else {
                    message.content.caption = Some(words).filter(|words| !words.is_empty());
                }
            });
            let update_id = self.tell_message(state, "edited_message", message_id);
            Ok(Sent {
                message_id,
                update_id,
            })
        })
    }

    /// Telegram tells bots nothing of it.
    pub(crate) fn delete(&self, message_id: i64) -> Result<(), NotPossible> {
        self.chat.with(|state| {
            state
                .change_message(message_id, |message| message.deleted = true)
                .ok_or(NotPossible::NoMessage)
        })
    }

    pub(crate) fn react(&self, message_id: i64, emoji: Vec<String>) -> Result<Sent, NotPossible> {
        self.can_act()?;
        let list = |emoji: &[String]| -> Value {
            let reactions = emoji.iter();
            reactions
                .map(|emoji| json!({ "type": "emoji", "emoji": emoji }))
                .collect()
        };
        let date_s = self.world.clock.now_s();
        self.chat.with(|state| {
            let new = list(&emoji);
            let old = state
                .change_message(message_id, |message| {
                    std::mem::replace(&mut message.user_reactions, emoji)
                })
                .ok_or(NotPossible::NoMessage)?;
            let body = json!({
                "chat": self.chat.user.chat_json(),
                "message_id": message_id,
                "user": self.chat.user.to_json(),
                "date": date_s,
                "old_reaction": list(&old),
                "new_reaction": new,
            });
            let lane = Lane::Reaction(self.chat.user.id);
            let update_id = self.tell("message_reaction", lane, body);
            Ok(Sent {
                message_id,
                update_id,
            })
        })
    }

    pub(crate) fn press(&self, press: &Press) -> Result<Pressed, NotPossible> {
        self.can_act()?;
        let participants = self.chat.participants(&self.bot);
        self.chat.with(|state| {
            let (message_id, data) = find_button(state, press)?;
            let now_us = self.world.clock.now_us();
            let (id, answer) = self.bot.callbacks.open(self.chat.user.id, now_us);
            let message = state.render(message_id, &participants).unwrap_or_else(
                // Telegram's `InaccessibleMessage`, which has date 0.
                || json!({ "chat": participants.chat, "message_id": message_id, "date": 0 }),
            );
            let body = json!({
                "id": id,
                "from": participants.user,
                "message": message,
                "chat_instance": format!("-{}", self.chat.user.id ^ self.bot.id),
                "data": data,
            });
            let lane = Lane::Callback(self.chat.user.id);
            self.tell("callback_query", lane, body);
            Ok(Pressed {
                callback_query_id: id,
                answer,
            })
        })
    }

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

    fn media_parts(&self, media: &NewMedia) -> Result<Map<String, Value>, NotPossible> {
        let kind = MediaKind::of_field(&media.kind).ok_or(NotPossible::Media)?;
        let bytes = STANDARD
            .decode(&media.base64)
            .map_err(|_| NotPossible::Media)?;
        let file = StoredFile {
            bytes: bytes.into(),
            kind: media.kind.clone(),
            file_name: media.file_name.clone(),
            mime_type: media.mime_type.clone(),
        };
        let measures = Measures {
            spoiler: media.spoiler,
            ..Measures::default()
        };
        let number = self.world.files.add(file.clone());
        let mut parts = parts(kind, number, &file, self.bot.id, &measures);
        if let Some(group) = &media.media_group_id {
            parts.insert("media_group_id".to_owned(), group.clone().into());
        }
        Ok(parts)
    }
}

/// Parts that a text message may have besides its text.
fn is_about_text(part: &str) -> bool {
    matches!(
        part,
        "forward_origin" | "via_bot" | "link_preview_options" | "quote" | "effect_id"
    )
}

fn words(text: &str, entities: Vec<Entity>) -> Result<FormattedText, NotPossible> {
    let cleaned = clean(text, entities).map_err(NotPossible::Text)?;
    Ok(with_detected(cleaned))
}

/// The message and the callback data of the button that is meant.
fn find_button(state: &ChatState, press: &Press) -> Result<(i64, String), NotPossible> {
    if press.forged {
        let id = press.message_id.ok_or(NotPossible::NoMessage)?;
        let data = press.data.clone().ok_or(NotPossible::NoButton)?;
        return Ok((id, data));
    }
    let wanted = |button: &crate::model::ButtonView| {
        press
            .data
            .as_ref()
            .is_none_or(|data| button.data.as_ref() == Some(data))
            && press
                .label
                .as_ref()
                .is_none_or(|label| button.text == *label)
    };
    if press.data.is_none() && press.label.is_none() {
        return Err(NotPossible::NoButton);
    }
    let candidates =
        state.messages.iter().rev().filter(|message| {
            !message.deleted && press.message_id.is_none_or(|id| message.id == id)
        });
    let mut seen = false;
    for message in candidates {
        seen = true;
        let rows = buttons(message.content.inline_keyboard.as_ref());
        let found = rows.into_iter().flatten().find(|button| wanted(button));
        if let Some(data) = found.and_then(|button| button.data) {
            return Ok((message.id, data));
        }
    }
    Err(if seen {
        NotPossible::NoButton
    } else {
        NotPossible::NoMessage
    })
}
