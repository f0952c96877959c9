//! `sendMessage`, and what all sending methods share.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::botapi::formatted::text_of;
use crate::botapi::keyboard::Markup;
use crate::botapi::params::Params;
use crate::state::{Author, Chat, ChatState, NewContent};

pub(super) const ROWS: &[Row] = &[Row(
    "sendMessage",
    "business_connection_id: String, chat_id!: Chat, message_thread_id: Integer, direct_messages_topic_id: Integer, text!: String, parse_mode: String, entities: [MessageEntity], link_preview_options: LinkPreviewOptions, disable_notification: Boolean, protect_content: Boolean, allow_paid_broadcast: Boolean, message_effect_id: String, suggested_post_parameters: SuggestedPostParameters, reply_parameters: ReplyParameters, reply_markup: Markup",
    Handler::Now(send_message),
)];

fn send_message(call: &Call) -> Outcome {
    let chat = call.writable_chat()?;
    let mut content = NewContent {
        text: Some(text_of(&call.params)?),
        ..NewContent::default()
    };
    if let Some(options) = call.params.value("link_preview_options") {
        let key = "link_preview_options".to_owned();
        content.parts.insert(key, options.clone());
    }
    let sent = post(call, &chat, content)?;
    Ok(Reply::Result(sent))
}

/// Adds a message of the bot with the reply, protection and keyboard of the request; returns Telegram's `Message`.
pub(super) fn post(
    call: &Call,
    chat: &Arc<Chat>,
    mut content: NewContent,
) -> Result<Value, ApiError> {
    let markup = Markup::of(&call.params)?;
    content.protected = call.params.flag("protect_content");
    content.inline_keyboard = markup.clone().inline();
    let participants = chat.participants(&call.bot);
    let now_s = call.now_s();
    chat.with(|state| {
        content.reply_to = replied(&call.params, chat, state)?;
        show_reply_keyboard(state, &markup);
        let id = state.add(Author::Bot, now_s, content);
        Ok(state.render(id, &participants).unwrap_or(Value::Null))
    })
}

fn show_reply_keyboard(state: &mut ChatState, markup: &Markup) {
    match markup {
        Markup::Reply(rows) => state.reply_keyboard = Some(rows.clone()),
        Markup::RemoveReply => state.reply_keyboard = None,
        Markup::None | Markup::Inline(_) | Markup::ForceReply => {}
    }
}

/// The message that `reply_parameters` name.
pub(super) fn replied(
    params: &Params,
    chat: &Chat,
    state: &ChatState,
) -> Result<Option<i64>, ApiError> {
    let Some(parameters) = params.value("reply_parameters") else {
        return Ok(None);
    };
    let wanted = parameters.get("message_id").and_then(Value::as_i64);
    let here = parameters
        .get("chat_id")
        .is_none_or(|id| *id == json!(chat.user.id) || id.is_null());
    let found = wanted.filter(|id| here && state.message(*id).is_some());
    let optional = parameters.get("allow_sending_without_reply") == Some(&Value::Bool(true));
    if found.is_none() && !optional {
        return Err(ApiError::bad("message to be replied not found"));
    }
    if let Some(quote) = parameters.get("quote").and_then(Value::as_str)
        && let Some(words) = found.and_then(|id| state.message(id)?.words())
        && !words.text.contains(quote)
    {
        return Err(ApiError::bad("QUOTE_TEXT_INVALID"));
    }
    Ok(found)
}
