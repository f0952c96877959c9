//! What the simulator knows: people, bots, their chats and messages.

mod bot;
mod callbacks;
mod chat;
mod message;
mod person;
mod user;
mod view;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use dashmap::DashMap;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::files::Files;
use crate::record::Recorder;
use crate::server::{BotConfig, Config};

pub(crate) use bot::{Bot, CommandScope, parse_token};
pub(crate) use callbacks::CallbackAnswer;
pub(crate) use chat::{Chat, ChatState, Presence};
pub(crate) use message::{Author, Message, NewContent, ReactionType};
pub(crate) use person::{NotPossible, Person};
pub(crate) use user::{Profile, User};

/// Everything, shared by all requests.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) users: DashMap<i64, Arc<User>>,
    pub(crate) bots: DashMap<i64, Arc<Bot>>,
    pub(crate) faults: Faults,
    pub(crate) recorder: Recorder,
    pub(crate) files: Files,
    pub(crate) http: reqwest::Client,
    pub(crate) chat_messages_max: usize,
    pub(crate) stop: CancellationToken,
    next_user_id: AtomicI64,
    first_update_id: i64,
}

impl World {
    pub(crate) fn new(
        config: &Config,
        clock: Clock,
        http: reqwest::Client,
        stop: CancellationToken,
    ) -> Self {
        let world = Self {
            clock,
            users: DashMap::new(),
            bots: DashMap::new(),
            faults: Faults::default(),
            recorder: Recorder::new(config.recording, config.recorded_requests_max),
            files: Files::new(config.files_max_bytes),
            http,
            chat_messages_max: config.chat_messages_max,
            stop,
            next_user_id: AtomicI64::new(config.first_user_id),
            first_update_id: config.first_update_id,
        };
        for bot in &config.bots {
            world.bot_of_token(&bot.token, Some(bot));
        }
        world
    }

    /// The bot of a token, created if its id is new; `None` if the token is no token or its secret is wrong.
    pub(crate) fn bot_of_token(&self, token: &str, config: Option<&BotConfig>) -> Option<Arc<Bot>> {
        let (id, _) = parse_token(token)?;
        if let Some(bot) = self.bots.get(&id) {
            return (bot.token == token).then(|| Arc::clone(&bot));
        }
        let bot = self
            .bots
            .entry(id)
            .or_insert_with(|| Arc::new(Bot::new(id, token, config, self.first_update_id)));
        (bot.token == token).then(|| Arc::clone(&bot))
    }

    pub(crate) fn bot(&self, id: i64) -> Option<Arc<Bot>> {
        self.bots.get(&id).map(|bot| Arc::clone(&bot))
    }

    pub(crate) fn user(&self, id: i64) -> Option<Arc<User>> {
        self.users.get(&id).map(|user| Arc::clone(&user))
    }

    /// A new person; `None` if the wanted id is taken or not a person's.
    pub(crate) fn add_user(&self, wanted: Option<i64>, profile: Profile) -> Option<Arc<User>> {
        let id = match wanted {
            Some(id) if id <= 0 || self.users.contains_key(&id) => return None,
            Some(id) => id,
            None => loop {
                let id = self.next_user_id.fetch_add(1, Ordering::Relaxed);
                if !self.users.contains_key(&id) {
                    break id;
                }
            },
        };
        let user = Arc::new(User::new(id, profile));
        self.users.insert(id, Arc::clone(&user));
        Some(user)
    }

    /// The private chat of a bot and a person, if both exist.
    pub(crate) fn chat(&self, bot: &Bot, user_id: i64) -> Option<Arc<Chat>> {
        let user = self.user(user_id)?;
        Some(bot.chat(&user, self.chat_messages_max))
    }
}
