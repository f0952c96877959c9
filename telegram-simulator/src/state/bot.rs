//! Bots: who they are, their chats, what waits to be told to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use dashmap::DashMap;
use serde_json::{Value, json};

use super::callbacks::Callbacks;
use super::stars::Till;
use super::{Chat, Group, Peer, User};
use crate::delivery::Updates;
use crate::model::CommandView;
use crate::server::BotConfig;
use crate::sync::Lock;

/// Names and descriptions of a bot.
#[derive(Debug, Clone)]
pub(crate) struct BotProfile {
    pub(crate) name: String,
    pub(crate) username: String,
    pub(crate) description: String,
    pub(crate) short_description: String,
}

/// Where a command menu is shown, as `BotCommandScope` says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CommandScope {
    Default,
    AllPrivateChats,
    Chat(i64),
    /// Scopes of groups: kept, never shown in a private chat.
    Other(String),
}

type Menus = BTreeMap<(CommandScope, String), Vec<CommandView>>;

#[derive(Debug)]
pub(crate) struct Bot {
    pub(crate) id: i64,
    pub(crate) token: String,
    pub(crate) profile: Lock<BotProfile>,
    pub(crate) updates: Arc<Updates>,
    pub(crate) callbacks: Callbacks,
    pub(crate) till: Till,
    pub(crate) chats: DashMap<i64, Arc<Chat>>,
    menus: Lock<Menus>,
}

/// The id and the secret of `id:secret`.
pub(crate) fn parse_token(token: &str) -> Option<(i64, &str)> {
    let (id, secret) = token.split_once(':')?;
    let id: i64 = id.parse().ok().filter(|id| *id > 0)?;
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (!secret.is_empty() && secret.chars().all(legal)).then_some((id, secret))
}

impl Bot {
    pub(crate) fn new(
        id: i64,
        token: &str,
        config: Option<&BotConfig>,
        first_update_id: i64,
    ) -> Self {
        let name = config
            .and_then(|config| config.first_name.clone())
            .unwrap_or_else(|| format!("Bot {id}"));
        let username = config
            .and_then(|config| config.username.clone())
            .unwrap_or_else(|| format!("simulated_{id}_bot"));
        Self {
            id,
            token: token.to_owned(),
            profile: Lock::new(BotProfile {
                name,
                username,
                description: String::new(),
                short_description: String::new(),
            }),
            updates: Arc::new(Updates::new(first_update_id)),
            callbacks: Callbacks::default(),
            till: Till::new(id, first_update_id),
            chats: DashMap::new(),
            menus: Lock::new(Menus::new()),
        }
    }

    /// The private chat with a person; it exists as soon as somebody asks for it.
    pub(crate) fn chat(&self, user: &Arc<User>, messages_max: usize) -> Arc<Chat> {
        if let Some(chat) = self.chats.get(&user.id) {
            return Arc::clone(&chat);
        }
        let chat = self
            .chats
            .entry(user.id)
            .or_insert_with(|| Arc::new(Chat::new(Peer::Person(Arc::clone(user)), messages_max)));
        Arc::clone(&chat)
    }

    /// The group of this id, if the bot is or was in it.
    pub(crate) fn group(&self, id: i64) -> Option<Arc<Chat>> {
        self.chats.get(&id).map(|chat| Arc::clone(&chat))
    }

    /// The chat of a new group; `None` if the id is taken.
    pub(crate) fn add_group(&self, group: Group, messages_max: usize) -> Option<Arc<Chat>> {
        let (id, mut is_new) = (group.id, false);
        let chat = self.chats.entry(id).or_insert_with(|| {
            is_new = true;
            Arc::new(Chat::new(Peer::Group(group), messages_max))
        });
        is_new.then(|| Arc::clone(&chat))
    }

    pub(crate) fn all_chats(&self) -> Vec<Arc<Chat>> {
        self.chats.iter().map(|chat| Arc::clone(&chat)).collect()
    }

    /// Telegram's `User` as messages carry it.
    pub(crate) fn to_json(&self) -> Value {
        let profile = self.profile.lock();
        json!({
            "id": self.id,
            "is_bot": true,
            "first_name": profile.name,
            "username": profile.username,
        })
    }

    pub(crate) fn set_menu(
        &self,
        scope: CommandScope,
        language: String,
        commands: Vec<CommandView>,
    ) {
        let mut menus = self.menus.lock();
        if commands.is_empty() {
            menus.remove(&(scope, language));
        } else {
            menus.insert((scope, language), commands);
        }
    }

    pub(crate) fn menu(&self, scope: CommandScope, language: String) -> Vec<CommandView> {
        let menus = self.menus.lock();
        menus.get(&(scope, language)).cloned().unwrap_or_default()
    }

    /// The menu a person sees: the most special scope first, and in it their language before none
    /// (<https://core.telegram.org/bots/api#determining-list-of-commands>).
    pub(crate) fn menu_for(&self, user: &User) -> Vec<CommandView> {
        let language = user.profile().language_code.unwrap_or_default();
        let menus = self.menus.lock();
        for scope in [
            CommandScope::Chat(user.id),
            CommandScope::AllPrivateChats,
            CommandScope::Default,
        ] {
            for language in [language.as_str(), ""] {
                if let Some(commands) = menus.get(&(scope.clone(), language.to_owned())) {
                    return commands.clone();
                }
            }
        }
        Vec::new()
    }
}
