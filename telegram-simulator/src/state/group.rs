//! Groups: a bot and people, who read and press its buttons there and do nothing else.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::sync::Lock;

/// Ids of supergroups are below this (<https://core.telegram.org/api/bots/ids>).
const SUPERGROUPS_BELOW: i64 = -1_000_000_000_000;

#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) id: i64,
    pub(crate) title: String,
    members: Lock<BTreeSet<i64>>,
}

impl Group {
    /// A group with nobody in it; the id is negative.
    pub(crate) fn new(id: i64, title: String) -> Self {
        Self {
            id,
            title,
            members: Lock::new(BTreeSet::new()),
        }
    }

    /// The word of `Chat.type`.
    pub(crate) fn kind(&self) -> &'static str {
        if self.id < SUPERGROUPS_BELOW {
            "supergroup"
        } else {
            "group"
        }
    }

    /// Telegram's `Chat`.
    pub(crate) fn to_json(&self) -> Value {
        json!({ "id": self.id, "title": self.title, "type": self.kind() })
    }

    pub(crate) fn add(&self, user_id: i64) {
        self.members.lock().insert(user_id);
    }

    pub(crate) fn remove(&self, user_id: i64) {
        self.members.lock().remove(&user_id);
    }

    pub(crate) fn has(&self, user_id: i64) -> bool {
        self.members.lock().contains(&user_id)
    }
}
