//! What a person does in a chat with a bot.

mod changing;
mod invoices;
mod paying;
mod pressing;
mod sending;

use std::sync::Arc;

use serde_json::{Value, json};
use thiserror::Error;

use super::{Bot, Chat, ChatState, Peer, Presence, User, World};
use crate::delivery::{Lane, NewUpdate, start_lane};
use crate::model::Entity;
use crate::text::{FormattedText, clean, utf16_length, with_detected};

pub(crate) use paying::NotRefundable;

/// Why a person cannot do something.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum NotPossible {
    #[error("the account is deleted")]
    Deleted,
    #[error("the person blocked the bot; unblock first")]
    Blocked,
    #[error("the person is not in the group")]
    NotMember,
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
    #[error("there is nothing to pay")]
    NoInvoice,
    #[error("it is paid already")]
    AlreadyPaid,
    #[error("it was not paid")]
    NotPaid,
    #[error("the payment is over")]
    PaymentOver,
}

/// A person in a chat with a bot.
pub(crate) struct Person {
    pub(crate) world: Arc<World>,
    pub(crate) bot: Arc<Bot>,
    pub(crate) chat: Arc<Chat>,
    pub(crate) user: Arc<User>,
}

const TEXT_MAX: i64 = 4096;
const CAPTION_MAX: i64 = 1024;

impl Person {
    /// Blocks or unblocks the bot, in a group removes or adds it; it is told with `my_chat_member`.
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
                match (&self.chat.peer, blocked) {
                    (_, false) => json!({ "user": user, "status": "member" }),
                    (Peer::Person(_), true) => {
                        json!({ "user": user, "status": "kicked", "until_date": 0 })
                    }
                    (Peer::Group(_), true) => json!({ "user": user, "status": "left" }),
                }
            };
            let body = json!({
                "chat": self.chat.to_json(),
                "from": self.user.to_json(),
                "date": now_s,
                "old_chat_member": member(!blocked),
                "new_chat_member": member(blocked),
            });
            self.tell("my_chat_member", Lane::Member(self.user.id), body)
        })
    }

    fn can_act(&self) -> Result<(), NotPossible> {
        if self.user.is_deleted() {
            return Err(NotPossible::Deleted);
        }
        if let Peer::Group(group) = &self.chat.peer
            && !group.has(self.user.id)
        {
            return Err(NotPossible::NotMember);
        }
        match self.chat.with(|state| state.presence) {
            Presence::Blocked => Err(NotPossible::Blocked),
            Presence::Open | Presence::Stranger => Ok(()),
        }
    }

    fn tell_message(&self, state: &ChatState, kind: &str, message_id: i64) -> Option<i64> {
        let participants = self.chat.participants(&self.bot);
        let message = state.render(message_id, &participants)?;
        self.tell(kind, Lane::Chat(self.user.id), message)
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
