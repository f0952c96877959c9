//! One call of a method: who calls, with what, and the chat it is about.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::error::ApiError;
use super::params::Params;
use super::request::Upload;
use crate::state::{Bot, Chat, Peer, Person, Presence, World};

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) world: Arc<World>,
    pub(crate) bot: Arc<Bot>,
    pub(crate) params: Params,
    pub(crate) files: HashMap<String, Upload>,
}

/// What a method returns.
#[derive(Debug)]
pub(crate) enum Reply {
    Result(Value),
    /// With the words Telegram adds to some results.
    Described(Value, &'static str),
    /// Ready JSON of the result.
    Raw(String),
}

impl Reply {
    pub(crate) fn yes() -> Self {
        Self::Result(Value::Bool(true))
    }
}

impl Call {
    /// The chat named by a parameter.
    pub(crate) fn chat_of(&self, name: &str) -> Result<Arc<Chat>, ApiError> {
        let id = self
            .params
            .integer(name)
            .ok_or_else(|| ApiError::bad("chat not found"))?;
        self.world
            .chat(&self.bot, id)
            .ok_or_else(|| ApiError::bad("chat not found"))
    }

    /// The chat of `chat_id`, if the bot may write there.
    pub(crate) fn writable_chat(&self) -> Result<Arc<Chat>, ApiError> {
        if self.params.value("chat_id").is_none() {
            return Err(ApiError::bad("chat_id is empty"));
        }
        let chat = self.chat_of("chat_id")?;
        match (&chat.peer, chat.with(|state| state.presence)) {
            (Peer::Person(user), _) if user.is_deleted() => {
                Err(ApiError::forbidden("user is deactivated"))
            }
            (Peer::Group(group), Presence::Blocked) => Err(ApiError::forbidden(&format!(
                "bot was kicked from the {} chat",
                group.kind()
            ))),
            (_, Presence::Stranger) => Err(ApiError::forbidden(
                "bot can't initiate conversation with a user",
            )),
            (_, Presence::Blocked) => Err(ApiError::forbidden("bot was blocked by the user")),
            (_, Presence::Open) => Ok(chat),
        }
    }

    /// A person in their chat with the bot, whether or not the bot may write there.
    pub(crate) fn person(&self, user_id: i64) -> Option<Person> {
        self.world.person(Arc::clone(&self.bot), user_id)
    }

    pub(crate) fn now_s(&self) -> i64 {
        self.world.clock.now_s()
    }
}
