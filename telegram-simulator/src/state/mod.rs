//! What the simulator knows: people, bots, their chats and messages.

mod bot;
mod callbacks;
mod chat;
mod group;
mod message;
mod person;
mod stars;
mod user;
mod view;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::faults::Faults;
use crate::files::Files;
use crate::record::Recorder;
use crate::server::{BotConfig, Config};

pub(crate) use bot::{Bot, CommandScope, parse_token};
pub(crate) use callbacks::CallbackAnswer;
pub(crate) use chat::{Chat, ChatState, Peer, Presence};
pub(crate) use group::Group;
pub(crate) use message::{Author, Message, NewContent, ReactionType};
pub(crate) use person::{NotPossible, NotRefundable, Person};
pub(crate) use stars::{CheckoutAnswer, Invoice, Payment, STARS};
pub(crate) use user::{Profile, User};

/// Ids of groups without a wanted one go down from here.
const FIRST_GROUP_ID: i64 = -1_001_000_000_001;

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
    pub(crate) answer_timeout: Duration,
    pub(crate) stop: CancellationToken,
    next_user_id: AtomicI64,
    next_group_id: AtomicI64,
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
            answer_timeout: config.answer_timeout,
            stop,
            next_user_id: AtomicI64::new(config.first_user_id),
            next_group_id: AtomicI64::new(FIRST_GROUP_ID),
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

    /// Whoever looks at a chat of the person learns the new balance.
    pub(crate) fn show_stars(&self, user_id: i64) {
        for bot in &self.bots {
            if let Some(chat) = bot.chats.get(&user_id) {
                chat.with(ChatState::touch);
            }
        }
    }

    /// The chat of this id: a group that the bot is or was in, or the private chat with a person, if there is such a person.
    pub(crate) fn chat(&self, bot: &Bot, id: i64) -> Option<Arc<Chat>> {
        if id < 0 {
            return bot.group(id);
        }
        let user = self.user(id)?;
        Some(bot.chat(&user, self.chat_messages_max))
    }

    /// A person in the private chat with a bot.
    pub(crate) fn person(self: &Arc<Self>, bot: Arc<Bot>, user_id: i64) -> Option<Person> {
        let user = self.user(user_id)?;
        Some(Person {
            world: Arc::clone(self),
            chat: bot.chat(&user, self.chat_messages_max),
            bot,
            user,
        })
    }

    /// A new group with a bot; `None` if the wanted id is taken or not a group's.
    pub(crate) fn add_group(
        &self,
        bot: &Bot,
        wanted: Option<i64>,
        title: String,
    ) -> Option<Arc<Chat>> {
        let id = wanted.unwrap_or_else(|| self.next_group_id.fetch_sub(1, Ordering::Relaxed));
        if id >= 0 {
            return None;
        }
        bot.add_group(Group::new(id, title), self.chat_messages_max)
    }
}
