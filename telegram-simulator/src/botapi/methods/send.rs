//! `sendMessage`, and what all sending methods share.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::botapi::formatted::{quote_of, text_of};
use crate::botapi::keyboard::Markup;
use crate::botapi::params::Params;
use crate::state::{Author, Chat, ChatState, NewContent};
use crate::text::quoted;

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
pub(super) fn post(call: &Call, chat: &Arc<Chat>, content: NewContent) -> Result<Value, ApiError> {
    let mut posted = post_all(call, chat, vec![content])?;
    Ok(posted.pop().unwrap_or(Value::Null))
}

/// The same for several messages that appear at once, or not at all.
pub(super) fn post_all(
    call: &Call,
    chat: &Arc<Chat>,
    contents: Vec<NewContent>,
) -> Result<Vec<Value>, ApiError> {
    let markup = Markup::of(&call.params)?;
    markup.check_pay_button(contents.iter().any(|content| content.invoice.is_some()))?;
    let protected = call.params.flag("protect_content");
    let inline_keyboard = markup.clone().inline();
    let participants = chat.participants(&call.bot);
    let now_s = call.now_s();
    chat.with(|state| {
        let replied = replied(&call.params, chat, state)?;
        show_reply_keyboard(state, &markup);
        let posted = contents.into_iter().map(|mut content| {
            content.protected = protected;
            if inline_keyboard.is_some() {
                content.inline_keyboard.clone_from(&inline_keyboard);
            }
            content.reply_to = replied.message_id;
            if let Some(quote) = replied.quote.clone() {
                content.parts.insert("quote".to_owned(), quote);
            }
            let id = state.add(Author::Bot, now_s, content);
            state.render(id, &participants).unwrap_or(Value::Null)
        });
        Ok(posted.collect())
    })
}

fn show_reply_keyboard(state: &mut ChatState, markup: &Markup) {
    match markup {
        Markup::Reply(rows) => state.reply_keyboard = Some(rows.clone()),
        Markup::RemoveReply => state.reply_keyboard = None,
        Markup::None | Markup::Inline(_) | Markup::ForceReply => {}
    }
}

/// What a message replies to.
#[derive(Debug, Default)]
struct Replied {
    message_id: Option<i64>,
    /// Telegram's `TextQuote`.
    quote: Option<Value>,
}

/// What `reply_parameters` name.
fn replied(params: &Params, chat: &Chat, state: &ChatState) -> Result<Replied, ApiError> {
    let Some(parameters) = params.value("reply_parameters").and_then(Value::as_object) else {
        return Ok(Replied::default());
    };
    let parameters = Params(parameters.clone());
    let wanted = parameters.integer("message_id");
    let here = parameters
        .value("chat_id")
        .is_none_or(|id| *id == json!(chat.id()) || id.is_null());
    let Some(message) = wanted.filter(|_| here).and_then(|id| state.message(id)) else {
        if parameters.flag("allow_sending_without_reply") {
            return Ok(Replied::default());
        }
        return Err(ApiError::bad("message to be replied not found"));
    };
    let quote = quote_of(&parameters)?.filter(|quote| !quote.is_empty());
    let near = parameters.integer("quote_position").unwrap_or(0);
    let quote = quote.map(|quote| {
        let found = message
            .words()
            .and_then(|words| quoted(words, &quote.text, Some(&quote.entities), near));
        found.ok_or_else(|| ApiError::bad("QUOTE_TEXT_INVALID"))
    });
    Ok(Replied {
        message_id: Some(message.id),
        quote: quote.transpose()?,
    })
}
