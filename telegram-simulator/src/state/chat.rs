//! A chat that a bot is in: the private one with a person, or a group.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;

use super::group::Group;
use super::message::Participants;
use super::{Author, Bot, Message, NewContent, User};
use crate::sync::Lock;

/// Whether the bot may write there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// The person has never written to the bot.
    Stranger,
    Open,
    /// The person blocked the bot, or the bot was removed from the group.
    Blocked,
}

/// Whom the bot is in the chat with.
#[derive(Debug)]
pub(crate) enum Peer {
    Person(Arc<User>),
    Group(Group),
}

#[derive(Debug)]
pub(crate) struct Chat {
    pub(crate) peer: Peer,
    pub(crate) changed: watch::Sender<u64>,
    state: Lock<ChatState>,
}

#[derive(Debug)]
pub(crate) struct ChatState {
    pub(crate) presence: Presence,
    pub(crate) messages: VecDeque<Message>,
    pub(crate) action: Option<(String, i64)>,
    pub(crate) reply_keyboard: Option<Vec<Vec<String>>>,
    pub(crate) change: u64,
    next_message_id: i64,
    messages_max: usize,
}

impl Chat {
    pub(crate) fn new(peer: Peer, messages_max: usize) -> Self {
        let presence = match peer {
            Peer::Person(_) => Presence::Stranger,
            // Until somebody adds the bot.
            Peer::Group(_) => Presence::Blocked,
        };
        Self {
            peer,
            changed: watch::channel(0).0,
            state: Lock::new(ChatState {
                presence,
                messages: VecDeque::new(),
                action: None,
                reply_keyboard: None,
                change: 0,
                next_message_id: 1,
                messages_max,
            }),
        }
    }

    /// Reads or changes the chat; whoever waits for a change wakes up.
    pub(crate) fn with<R>(&self, step: impl FnOnce(&mut ChatState) -> R) -> R {
        let mut state = self.state.lock();
        let before = state.change;
        let result = step(&mut state);
        let after = state.change;
        drop(state);
        if after != before {
            self.changed
                .send_if_modified(|seen| std::mem::replace(seen, after.max(*seen)) < after);
        }
        result
    }

    pub(crate) fn id(&self) -> i64 {
        match &self.peer {
            Peer::Person(user) => user.id,
            Peer::Group(group) => group.id,
        }
    }

    /// Telegram's `Chat`.
    pub(crate) fn to_json(&self) -> Value {
        match &self.peer {
            Peer::Person(user) => user.chat_json(),
            Peer::Group(group) => group.to_json(),
        }
    }

    pub(crate) fn participants(&self, bot: &Bot) -> Participants {
        Participants {
            chat: self.to_json(),
            user: match &self.peer {
                Peer::Person(user) => user.to_json(),
                // Nobody's messages but the bot's are in it.
                Peer::Group(_) => Value::Null,
            },
            bot: bot.to_json(),
        }
    }
}

impl ChatState {
    /// Marks a change that others may wait for.
    pub(crate) fn touch(&mut self) -> u64 {
        self.change += 1;
        self.change
    }

    pub(crate) fn add(&mut self, author: Author, date_s: i64, content: NewContent) -> i64 {
        let id = self.next_message_id;
        self.next_message_id += 1;
        let change = self.touch();
        if author == Author::Bot {
            self.action = None;
        }
        self.messages.push_back(Message {
            id,
            author,
            date_s,
            edited_s: None,
            content,
            deleted: false,
            user_reactions: Vec::new(),
            bot_reactions: Vec::new(),
            change,
        });
        while self.messages.len() > self.messages_max {
            self.messages.pop_front();
        }
        id
    }

    /// A message that is still there.
    pub(crate) fn message(&self, id: i64) -> Option<&Message> {
        let at = self.messages.binary_search_by_key(&id, |m| m.id).ok()?;
        self.messages.get(at).filter(|message| !message.deleted)
    }

    /// Changes a message that is still there.
    pub(crate) fn change_message<R>(
        &mut self,
        id: i64,
        step: impl FnOnce(&mut Message) -> R,
    ) -> Option<R> {
        let at = self.messages.binary_search_by_key(&id, |m| m.id).ok()?;
        if self.messages.get(at)?.deleted {
            return None;
        }
        let change = self.touch();
        let message = self.messages.get_mut(at)?;
        message.change = change;
        Some(step(message))
    }

    /// Telegram's `Message` with what it replies to, one level deep as Telegram does.
    pub(crate) fn render(&self, id: i64, participants: &Participants) -> Option<Value> {
        let message = self.message(id)?;
        let mut rendered = message.to_json(participants);
        if let Some(replied) = message.content.reply_to.and_then(|id| self.message(id)) {
            let replied = Value::Object(replied.to_json(participants));
            rendered.insert("reply_to_message".to_owned(), replied);
        }
        Some(Value::Object(rendered))
    }
}
