//! Texts and captions of requests: parse mode or entities, cleaning, limits.

use serde_json::Value;

use super::error::ApiError;
use super::params::Params;
use crate::text::{
    Entity, FormattedText, clean, parse_html, parse_markdown_v2, utf16_length, with_detected,
};

/// <https://core.telegram.org/bots/api#sendmessage>: 1–4096 characters after entities parsing.
const TEXT_MAX: i64 = 4096;
/// Captions: 0–1024 characters.
const CAPTION_MAX: i64 = 1024;
/// <https://core.telegram.org/bots/api#replyparameters>: 0–1024 characters after entities parsing.
const QUOTE_MAX: i64 = 1024;

/// The text of a message.
pub(crate) fn text_of(params: &Params) -> Result<FormattedText, ApiError> {
    let formatted = read(params, &TEXT)?.unwrap_or_default();
    if formatted.is_empty() {
        return Err(ApiError::bad("message text is empty"));
    }
    if utf16_length(&formatted.text) > TEXT_MAX {
        return Err(ApiError::bad("message is too long"));
    }
    Ok(formatted)
}

/// The caption, if one was given and is not empty.
pub(crate) fn caption_of(params: &Params) -> Result<Option<FormattedText>, ApiError> {
    let formatted = read(params, &CAPTION)?;
    let formatted = formatted.filter(|formatted| !formatted.is_empty());
    match &formatted {
        Some(caption) if utf16_length(&caption.text) > CAPTION_MAX => {
            Err(ApiError::bad("message caption is too long"))
        }
        _ => Ok(formatted),
    }
}

/// The words of a quote in `reply_parameters`; nothing is detected in them.
pub(crate) fn quote_of(parameters: &Params) -> Result<Option<FormattedText>, ApiError> {
    let formatted = parsed(parameters, &QUOTE)?;
    match &formatted {
        Some(quote) if utf16_length(&quote.text) > QUOTE_MAX => {
            Err(ApiError::bad("QUOTE_TEXT_INVALID"))
        }
        _ => Ok(formatted),
    }
}

/// Where words, their formatting and the mode to read them stand in a request.
struct Names {
    text: &'static str,
    entities: &'static str,
    parse_mode: &'static str,
}

const TEXT: Names = Names {
    text: "text",
    entities: "entities",
    parse_mode: "parse_mode",
};
const CAPTION: Names = Names {
    text: "caption",
    entities: "caption_entities",
    ..TEXT
};
const QUOTE: Names = Names {
    text: "quote",
    entities: "quote_entities",
    parse_mode: "quote_parse_mode",
};

fn read(params: &Params, names: &Names) -> Result<Option<FormattedText>, ApiError> {
    Ok(parsed(params, names)?.map(with_detected))
}

fn parsed(params: &Params, names: &Names) -> Result<Option<FormattedText>, ApiError> {
    let Some(text) = params.text(names.text) else {
        return Ok(None);
    };
    let parse_mode = params.text(names.parse_mode).unwrap_or_default();
    let parsed = match parse_mode.to_ascii_lowercase().as_str() {
        "" => FormattedText {
            text: text.to_owned(),
            entities: entities_of(params.value(names.entities))?,
        },
        "html" => parse_html(text).map_err(|refusal| ApiError::bad(&refusal))?,
        "markdownv2" => parse_markdown_v2(text).map_err(|refusal| ApiError::bad(&refusal))?,
        _ => return Err(ApiError::bad("unsupported parse_mode")),
    };
    clean(&parsed.text, parsed.entities)
        .map(Some)
        .map_err(|refusal| ApiError::bad(&refusal))
}

/// Kinds a bot may send; the others are found by Telegram and harmless.
const ENTITY_KINDS: [&str; 21] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
    "bank_card_number",
];

fn entities_of(value: Option<&Value>) -> Result<Vec<Entity>, ApiError> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let entities: Vec<Entity> = serde_json::from_value(value.clone())
        .map_err(|error| ApiError::bad(&format!("can't parse MessageEntity: {error}")))?;
    for entity in &entities {
        if !ENTITY_KINDS.contains(&entity.kind.as_str()) {
            return Err(ApiError::bad(&format!(
                "can't parse MessageEntity: type \"{}\" is unsupported",
                entity.kind
            )));
        }
        if entity.kind == "text_link" && !entity.extra.contains_key("url") {
            return Err(ApiError::bad(
                "can't parse MessageEntity: Can't find field \"url\"",
            ));
        }
    }
    Ok(entities
        .into_iter()
        .map(|mut entity| {
            entity.extra.retain(|_, value| !value.is_null());
            entity
        })
        .collect())
}
