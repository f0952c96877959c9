//! One update on its way.

use std::sync::atomic::AtomicBool;

use bytes::Bytes;
use serde_json::Value;

use crate::clock::SECOND_US;

/// Every kind of update of the Bot API.
pub(crate) const UPDATE_KINDS: [&str; 25] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
];

/// Kinds a bot gets only if it names them (<https://core.telegram.org/bots/api#getupdates>).
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// Messages and the like are kept for a day.
const UPDATE_LIFE_US: i64 = 24 * 60 * 60 * SECOND_US;
/// Queries are worth nothing after this.
const QUERY_LIFE_US: i64 = 150 * SECOND_US;

/// Updates of one lane are delivered one after the other; lanes do not wait for each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    /// Messages and edits of a chat.
    Chat(i64),
    /// Callback queries of a person.
    Callback(i64),
    PreCheckout(i64),
    Reaction(i64),
    Member(i64),
    /// A copy beside everything else, by its sequence number.
    Beside(u64),
}

/// An update before it has an id.
#[derive(Debug)]
pub(crate) struct NewUpdate {
    /// Its field in `Update`.
    pub(crate) kind: String,
    pub(crate) lane: Lane,
    pub(crate) body: Value,
}

impl NewUpdate {
    pub(crate) fn life_us(&self) -> i64 {
        match self.kind.as_str() {
            "callback_query" | "pre_checkout_query" | "shipping_query" | "inline_query" => {
                QUERY_LIFE_US
            }
            _ => UPDATE_LIFE_US,
        }
    }
}

/// An update that is not confirmed yet.
#[derive(Debug)]
pub(crate) struct Pending {
    /// Its place in the order of delivery.
    pub(crate) seq: u64,
    pub(crate) update_id: i64,
    pub(crate) kind: String,
    pub(crate) lane: Lane,
    pub(crate) expires_us: i64,
    /// The `Update` as JSON.
    pub(crate) json: Bytes,
    /// Delivered again on request: an offset past it confirms it only once it was handed out.
    pub(crate) repeated: bool,
    pub(crate) handed_out: AtomicBool,
}

/// Which kinds of updates a bot wants.
#[derive(Debug, Clone, Default)]
pub(crate) struct AllowedUpdates(pub(crate) Option<Vec<String>>);

impl AllowedUpdates {
    pub(crate) fn allows(&self, kind: &str) -> bool {
        match &self.0 {
            Some(kinds) => kinds.iter().any(|allowed| allowed == kind),
            None => !ON_REQUEST.contains(&kind),
        }
    }
}
