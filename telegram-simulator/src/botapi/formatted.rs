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

/// The text of a message.
pub(crate) fn text_of(params: &Params) -> Result<FormattedText, ApiError> {
    let formatted = read(params, "text", "entities")?.unwrap_or_default();
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
    let formatted = read(params, "caption", "caption_entities")?;
    let formatted = formatted.filter(|formatted| !formatted.is_empty());
    match &formatted {
        Some(caption) if utf16_length(&caption.text) > CAPTION_MAX => {
            Err(ApiError::bad("message caption is too long"))
        }
        _ => Ok(formatted),
    }
}

fn read(
    params: &Params,
    text_key: &str,
    entities_key: &str,
) -> Result<Option<FormattedText>, ApiError> {
    let Some(text) = params.text(text_key) else {
        return Ok(None);
    };
    let parse_mode = params.text("parse_mode").unwrap_or_default();
    let parsed = match parse_mode.to_ascii_lowercase().as_str() {
        "" => FormattedText {
            text: text.to_owned(),
            entities: entities_of(params.value(entities_key))?,
        },
        "html" => parse_html(text).map_err(|refusal| ApiError::bad(&refusal))?,
        "markdownv2" => parse_markdown_v2(text).map_err(|refusal| ApiError::bad(&refusal))?,
        _ => return Err(ApiError::bad("unsupported parse_mode")),
    };
    let cleaned =
        clean(&parsed.text, parsed.entities).map_err(|refusal| ApiError::bad(&refusal))?;
    Ok(Some(with_detected(cleaned)))
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
