//! People.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value, json};

use crate::model::UserView;
use crate::sync::Lock;

/// What others see of a person in Telegram.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language_code: Option<String>,
}

#[derive(Debug)]
pub(crate) struct User {
    pub(crate) id: i64,
    profile: Lock<Profile>,
    deleted: AtomicBool,
    stars: Lock<i64>,
}

impl User {
    pub(crate) fn new(id: i64, profile: Profile) -> Self {
        Self {
            id,
            profile: Lock::new(profile),
            deleted: AtomicBool::new(false),
            stars: Lock::new(0),
        }
    }

    pub(crate) fn profile(&self) -> Profile {
        self.profile.lock().clone()
    }

    pub(crate) fn set_profile(&self, profile: Profile) {
        *self.profile.lock() = profile;
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.deleted.load(Ordering::Relaxed)
    }

    pub(crate) fn set_deleted(&self, deleted: bool) {
        self.deleted.store(deleted, Ordering::Relaxed);
    }

    /// The balance in Telegram Stars, never negative.
    pub(crate) fn stars(&self) -> i64 {
        *self.stars.lock()
    }

    pub(crate) fn set_stars(&self, stars: i64) {
        *self.stars.lock() = stars;
    }

    pub(crate) fn give_stars(&self, stars: i64) {
        let mut balance = self.stars.lock();
        *balance = balance.saturating_add(stars);
    }

    /// Takes Stars if there are so many, and says whether.
    pub(crate) fn take_stars(&self, stars: i64) -> bool {
        let mut balance = self.stars.lock();
        let is_enough = *balance >= stars;
        if is_enough {
            *balance -= stars;
        }
        is_enough
    }

    /// Telegram's `User`.
    pub(crate) fn to_json(&self) -> Value {
        let profile = self.profile.lock();
        let mut user = Map::new();
        user.insert("id".to_owned(), self.id.into());
        user.insert("is_bot".to_owned(), false.into());
        insert_names(&mut user, &profile);
        if let Some(language) = &profile.language_code {
            user.insert("language_code".to_owned(), language.clone().into());
        }
        Value::Object(user)
    }

    /// Telegram's `Chat` of the private chat with this person.
    pub(crate) fn chat_json(&self) -> Value {
        let mut chat = Map::new();
        chat.insert("id".to_owned(), self.id.into());
        insert_names(&mut chat, &self.profile.lock());
        chat.insert("type".to_owned(), json!("private"));
        Value::Object(chat)
    }

    pub(crate) fn view(&self) -> UserView {
        let profile = self.profile();
        UserView {
            id: self.id,
            first_name: profile.first_name,
            last_name: profile.last_name,
            username: profile.username,
            language_code: profile.language_code,
            deleted: self.is_deleted(),
            stars: self.stars(),
        }
    }
}

fn insert_names(object: &mut Map<String, Value>, profile: &Profile) {
    object.insert("first_name".to_owned(), profile.first_name.clone().into());
    if let Some(last_name) = &profile.last_name {
        object.insert("last_name".to_owned(), last_name.clone().into());
    }
    if let Some(username) = &profile.username {
        object.insert("username".to_owned(), username.clone().into());
    }
}
