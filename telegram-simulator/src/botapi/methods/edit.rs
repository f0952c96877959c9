//! `editMessageText`, `editMessageCaption`, `editMessageReplyMarkup`.

use serde_json::Value;

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::botapi::formatted::{caption_of, text_of};
use crate::botapi::keyboard::Markup;
use crate::state::{Author, Message};
use crate::text::FormattedText;

pub(super) const ROWS: &[Row] = &[
    Row(
        "editMessageText",
        "business_connection_id: String, chat_id: Chat, message_id: Integer, inline_message_id: String, text: String, parse_mode: String, entities: [MessageEntity], link_preview_options: LinkPreviewOptions, rich_message: InputRichMessage, reply_markup: InlineKeyboardMarkup",
        Handler::Now(edit_message_text),
    ),
    Row(
        "editMessageCaption",
        "business_connection_id: String, chat_id: Chat, message_id: Integer, inline_message_id: String, caption: String, parse_mode: String, caption_entities: [MessageEntity], show_caption_above_media: Boolean, reply_markup: InlineKeyboardMarkup",
        Handler::Now(edit_message_caption),
    ),
    Row(
        "editMessageReplyMarkup",
        "business_connection_id: String, chat_id: Chat, message_id: Integer, inline_message_id: String, reply_markup: InlineKeyboardMarkup",
        Handler::Now(edit_message_reply_markup),
    ),
];

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

/// What an edit replaces; the keyboard is always replaced, by nothing if none is given.
pub(super) enum Change {
    Text(FormattedText),
    Caption(Option<FormattedText>),
    Keyboard,
}

fn edit_message_text(call: &Call) -> Outcome {
    let text = text_of(&call.params)?;
    edit(call, Change::Text(text))
}

fn edit_message_caption(call: &Call) -> Outcome {
    let caption = caption_of(&call.params)?;
    edit(call, Change::Caption(caption))
}

fn edit_message_reply_markup(call: &Call) -> Outcome {
    edit(call, Change::Keyboard)
}

fn edit(call: &Call, change: Change) -> Outcome {
    if call.params.text("inline_message_id").is_some() {
        return Err(ApiError::bad("MESSAGE_ID_INVALID"));
    }
    let chat = call.writable_chat()?;
    let keyboard = Markup::of(&call.params)?.inline();
    let id = message_id(call)?;
    let participants = chat.participants(&call.bot);
    let now_s = call.now_s();
    chat.with(|state| {
        let message = state
            .message(id)
            .ok_or_else(|| ApiError::bad("message to edit not found"))?;
        check(message, &change, keyboard.as_ref())?;
        state.change_message(id, |message| {
            match change {
                Change::Text(text) => message.content.text = Some(text),
                Change::Caption(caption) => message.content.caption = caption,
                Change::Keyboard => {}
            }
            message.content.inline_keyboard = keyboard;
            message.edited_s = Some(now_s);
        });
        Ok(Reply::Result(
            state.render(id, &participants).unwrap_or(Value::Null),
        ))
    })
}

pub(super) fn message_id(call: &Call) -> Result<i64, ApiError> {
    call.params
        .integer("message_id")
        .filter(|id| *id > 0)
        .ok_or_else(|| ApiError::bad("message identifier is not specified"))
}

fn check(message: &Message, change: &Change, keyboard: Option<&Value>) -> Result<(), ApiError> {
    if message.author != Author::Bot {
        return Err(ApiError::bad("message can't be edited"));
    }
    let content = &message.content;
    let same = match change {
        Change::Text(_) if content.text.is_none() => {
            return Err(ApiError::bad("there is no text in the message to edit"));
        }
        Change::Caption(_) if content.text.is_some() => {
            return Err(ApiError::bad("there is no caption in the message to edit"));
        }
        Change::Text(text) => content.text.as_ref() == Some(text),
        Change::Caption(caption) => content.caption == *caption,
        Change::Keyboard => true,
    };
    if same && content.inline_keyboard.as_ref() == keyboard {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    Ok(())
}
