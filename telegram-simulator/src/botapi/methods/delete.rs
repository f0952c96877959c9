//! `deleteMessage`, `deleteMessages`.

use serde_json::Value;

use super::edit::message_id;
use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::state::{Chat, ChatState, Message};

pub(super) const ROWS: &[Row] = &[
    Row(
        "deleteMessage",
        "chat_id!: Chat, message_id!: Integer",
        Handler::Now(delete_message),
    ),
    Row(
        "deleteMessages",
        "chat_id!: Chat, message_ids!: [Integer]",
        Handler::Now(delete_messages),
    ),
];

/// <https://core.telegram.org/bots/api#deletemessage>: a message can only be deleted if it was sent less than 48 hours ago.
const DELETABLE_S: i64 = 48 * 60 * 60;
/// "A dice message in a private chat can only be deleted if it was sent more than 24 hours ago."
const DICE_FIXED_S: i64 = 24 * 60 * 60;
/// <https://core.telegram.org/bots/api#deletemessages>
const MESSAGES_MAX: usize = 100;

fn delete_message(call: &Call) -> Outcome {
    let chat = call.chat_of("chat_id")?;
    let id = message_id(call)?;
    let now_s = call.now_s();
    chat.with(|state| match remove(state, id, now_s) {
        Removal::Done => Ok(Reply::yes()),
        Removal::Unknown => Err(ApiError::bad("message to delete not found")),
        Removal::NotNow => Err(ApiError::bad("message can't be deleted for everyone")),
    })
}

fn delete_messages(call: &Call) -> Outcome {
    let chat = call.chat_of("chat_id")?;
    let ids = call.params.list("message_ids").cloned().unwrap_or_default();
    if ids.is_empty() {
        return Err(ApiError::bad("message identifiers are not specified"));
    }
    if ids.len() > MESSAGES_MAX {
        return Err(ApiError::bad("too many message identifiers specified"));
    }
    delete_all(&chat, ids.iter().filter_map(Value::as_i64), call.now_s());
    Ok(Reply::yes())
}

/// Those that cannot be deleted are skipped, as Telegram does.
fn delete_all(chat: &Chat, ids: impl Iterator<Item = i64>, now_s: i64) {
    chat.with(|state| {
        for id in ids {
            remove(state, id, now_s);
        }
    });
}

enum Removal {
    Done,
    Unknown,
    NotNow,
}

fn is_deletable(message: &Message, now_s: i64) -> bool {
    let age_s = now_s - message.date_s;
    let is_fresh_dice = message.content.parts.contains_key("dice") && age_s < DICE_FIXED_S;
    age_s < DELETABLE_S && !is_fresh_dice
}

fn remove(state: &mut ChatState, id: i64, now_s: i64) -> Removal {
    match state.message(id) {
        None => return Removal::Unknown,
        Some(message) if !is_deletable(message, now_s) => return Removal::NotNow,
        Some(_) => {}
    }
    state.change_message(id, |message| message.deleted = true);
    Removal::Done
}
