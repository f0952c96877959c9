//! `sendChatAction`.

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::clock::SECOND_US;

pub(super) const ROWS: &[Row] = &[Row(
    "sendChatAction",
    "business_connection_id: String, chat_id!: Chat, message_thread_id: Integer, action!: String",
    Handler::Now(send_chat_action),
)];

const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// An action is shown for 5 seconds or until the next message (<https://core.telegram.org/bots/api#sendchataction>).
const ACTION_LIFE_US: i64 = 5 * SECOND_US;

fn send_chat_action(call: &Call) -> Outcome {
    let action = call.params.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action) {
        return Err(ApiError::bad("wrong parameter action in request"));
    }
    let chat = call.writable_chat()?;
    let until_us = call.world.clock.now_us() + ACTION_LIFE_US;
    chat.with(|state| {
        state.action = Some((action.to_owned(), until_us));
        state.touch();
    });
    Ok(Reply::yes())
}
