//! `editMessageText`, `editMessageCaption`, `editMessageMedia`, `editMessageReplyMarkup`.

use serde_json::Value;

use super::media::{input_media, show_caption_above};
use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::botapi::formatted::{caption_of, text_of};
use crate::botapi::keyboard::Markup;
use crate::media::{FILE_FIELDS, MediaKind};
use crate::state::{Author, Message, NewContent};
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
        "editMessageMedia",
        "business_connection_id: String, chat_id: Chat, message_id: Integer, inline_message_id: String, media!: InputMedia, reply_markup: InlineKeyboardMarkup",
        Handler::Now(edit_message_media),
    ),
    Row(
        "editMessageReplyMarkup",
        "business_connection_id: String, chat_id: Chat, message_id: Integer, inline_message_id: String, reply_markup: InlineKeyboardMarkup",
        Handler::Now(edit_message_reply_markup),
    ),
];

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

/// What an edit replaces; the keyboard is always replaced, by nothing if none is given.
enum Change {
    Text(FormattedText),
    Caption {
        caption: Option<FormattedText>,
        above: bool,
    },
    Media(MediaKind, NewContent),
    Keyboard,
}

fn edit_message_text(call: &Call) -> Outcome {
    let text = text_of(&call.params)?;
    edit(call, Change::Text(text))
}

fn edit_message_caption(call: &Call) -> Outcome {
    let caption = caption_of(&call.params)?;
    let above = call.params.flag("show_caption_above_media");
    edit(call, Change::Caption { caption, above })
}

fn edit_message_media(call: &Call) -> Outcome {
    let media = call.params.value("media").unwrap_or(&Value::Null);
    let (kind, content) = input_media(call, media)?;
    edit(call, Change::Media(kind, content))
}

fn edit_message_reply_markup(call: &Call) -> Outcome {
    edit(call, Change::Keyboard)
}

fn edit(call: &Call, change: Change) -> Outcome {
    if call.params.text("inline_message_id").is_some() {
        return Err(ApiError::bad("MESSAGE_ID_INVALID"));
    }
    let chat = call.writable_chat()?;
    let markup = Markup::of(&call.params)?;
    let id = message_id(call)?;
    let participants = chat.participants(&call.bot);
    let now_s = call.now_s();
    chat.with(|state| {
        let message = state
            .message(id)
            .ok_or_else(|| ApiError::bad("message to edit not found"))?;
        let invoice = message.content.invoice.as_ref();
        markup.check_pay_button(invoice.is_some())?;
        let kept = invoice.map(|invoice| invoice.pay_keyboard());
        let keyboard = markup.inline().or(kept);
        check(message, &change, keyboard.as_ref())?;
        state.change_message(id, |message| {
            match change {
                Change::Text(text) => message.content.text = Some(text),
                Change::Caption { caption, above } => {
                    message.content.caption = caption;
                    show_caption_above(&mut message.content.parts, above);
                }
                Change::Media(_, new) => replace_media(&mut message.content, new),
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

/// The new file and caption in the place of the old file, caption and words; the rest stays.
fn replace_media(content: &mut NewContent, new: NewContent) {
    content.text = None;
    content.caption = new.caption;
    let parts = &mut content.parts;
    parts.retain(|part, _| !FILE_FIELDS.contains(&part.as_str()));
    parts.extend(new.parts);
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
    let kind = MediaKind::of_parts(&content.parts);
    let same = match change {
        Change::Text(_) if content.text.is_none() => {
            return Err(ApiError::bad("there is no text in the message to edit"));
        }
        Change::Caption { .. } if !kind.is_some_and(MediaKind::takes_caption) => {
            return Err(ApiError::bad("there is no caption in the message to edit"));
        }
        Change::Text(text) => content.text.as_ref() == Some(text),
        Change::Caption { caption, above } => {
            let is_above = content.parts.contains_key("show_caption_above_media");
            content.caption == *caption && is_above == *above
        }
        Change::Media(new_kind, new) => {
            check_replaceable(message, kind, *new_kind)?;
            let field = new_kind.field();
            content.caption == new.caption
                && content.parts.get(field) == new.parts.get(field)
                && VEIL
                    .iter()
                    .all(|part| content.parts.get(*part) == new.parts.get(*part))
        }
        Change::Keyboard => true,
    };
    if same && content.inline_keyboard.as_ref() == keyboard {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    Ok(())
}

/// Parts besides the file itself that an edit of media may change.
const VEIL: [&str; 2] = ["has_media_spoiler", "show_caption_above_media"];

/// "If a message is part of a message album, then it can be edited only to an audio for audio albums, only to a document
/// for document albums and to a photo or a video otherwise."
fn check_replaceable(
    message: &Message,
    old: Option<MediaKind>,
    new: MediaKind,
) -> Result<(), ApiError> {
    match old {
        Some(old) if message.album().is_some() && !new.goes_with(old) => Err(ApiError::bad(
            "message can't be edited: the media doesn't fit the album",
        )),
        Some(old) if !old.is_replaceable() => Err(ApiError::bad("message can't be edited")),
        None if message.content.text.is_none() => Err(ApiError::bad("message can't be edited")),
        _ => Ok(()),
    }
}
