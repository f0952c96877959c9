//! The declarative table of parameters: a signature like `chat_id!: Chat, entities: [MessageEntity]` per method and type,
//! and the check of a request against it. `!` marks what is required.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::error::ApiError;
use super::types::TYPES;

/// What a parameter or field may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Boolean,
    String,
    /// An integer or `@username`.
    Chat,
    /// An upload, `attach://`, a file id or an address.
    File,
    /// Any of the four keyboards.
    Markup,
    Array(Box<Kind>),
    /// A type of the Bot API by its name.
    Object(String),
    /// Taken as it is.
    Any,
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) kind: Kind,
}

pub(crate) type Signature = Vec<Field>;

static TYPE_SIGNATURES: LazyLock<HashMap<&'static str, Signature>> = LazyLock::new(|| {
    let types = TYPES.iter();
    types.map(|(name, text)| (*name, parse(text))).collect()
});

/// Reads a signature of the table.
pub(crate) fn parse(text: &'static str) -> Signature {
    text.split(',')
        .filter_map(|field| field.split_once(':'))
        .map(|(name, kind)| {
            let name = name.trim();
            Field {
                name: name.trim_end_matches('!'),
                required: name.ends_with('!'),
                kind: parse_kind(kind.trim()),
            }
        })
        .collect()
}

fn parse_kind(text: &str) -> Kind {
    if let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        return Kind::Array(Box::new(parse_kind(inner)));
    }
    match text {
        "Integer" => Kind::Integer,
        "Boolean" => Kind::Boolean,
        "String" => Kind::String,
        "Chat" => Kind::Chat,
        "File" => Kind::File,
        "Markup" => Kind::Markup,
        "Any" => Kind::Any,
        name => Kind::Object(name.to_owned()),
    }
}

/// Checks parameters and reads those that came as text (forms, nested JSON) into their kinds.
pub(crate) fn check(
    signature: &[Field],
    params: &mut Map<String, Value>,
    from_form: bool,
) -> Result<(), ApiError> {
    for name in params.keys() {
        if !signature.iter().any(|field| field.name == name) {
            return Err(ApiError::bad(&format!(
                "unknown parameter \"{name}\" (Telegram ignores it, the simulator is strict)"
            )));
        }
    }
    params.retain(|_, value| !value.is_null());
    for field in signature {
        match params.get_mut(field.name) {
            Some(value) => {
                coerce(&field.kind, value, from_form);
                check_value(field.name, &field.kind, value)?;
            }
            None if field.required => return Err(missing(field.name)),
            None => {}
        }
    }
    Ok(())
}

/// Telegram's words for the parameters that are forgotten most.
fn missing(name: &str) -> ApiError {
    ApiError::bad(&match name {
        "text" => "message text is empty".to_owned(),
        "message_id" => "message identifier is not specified".to_owned(),
        "photo" => "there is no photo in the request".to_owned(),
        name => format!("parameter \"{name}\" is required"),
    })
}

/// Forms carry everything as text, and nested objects may be JSON-serialised anywhere.
fn coerce(kind: &Kind, value: &mut Value, from_form: bool) {
    let Value::String(text) = value else { return };
    let parsed = match kind {
        Kind::Integer if from_form => text.parse::<i64>().ok().map(Value::from),
        Kind::Chat => text.parse::<i64>().ok().map(Value::from),
        Kind::Boolean if from_form => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "t" => Some(true.into()),
            "false" | "0" | "no" | "f" | "" => Some(false.into()),
            _ => None,
        },
        Kind::Array(_) | Kind::Object(_) | Kind::Markup => serde_json::from_str(text).ok(),
        _ => None,
    };
    if let Some(parsed) = parsed {
        *value = parsed;
    }
}

fn wrong(path: &str, expected: &str) -> ApiError {
    ApiError::bad(&format!(
        "can't parse parameter \"{path}\": {expected} expected"
    ))
}

fn check_value(path: &str, kind: &Kind, value: &Value) -> Result<(), ApiError> {
    let (fits, expected) = match kind {
        Kind::Any => (true, ""),
        Kind::Integer => (value.is_i64(), "Integer"),
        Kind::Boolean => (value.is_boolean(), "Boolean"),
        Kind::String | Kind::File => (value.is_string(), "String"),
        Kind::Chat => (
            value.is_i64() || value.as_str().is_some_and(|name| name.starts_with('@')),
            "Integer or @username",
        ),
        Kind::Markup => return check_object(path, markup_type(value), value),
        Kind::Array(inner) => {
            let Some(items) = value.as_array() else {
                return Err(wrong(path, "Array"));
            };
            for (at, item) in items.iter().enumerate() {
                check_value(&format!("{path}[{at}]"), inner, item)?;
            }
            return Ok(());
        }
        Kind::Object(name) if name == "InputMedia" => {
            return check_object(path, input_media_type(path, value)?, value);
        }
        Kind::Object(name) => return check_object(path, name, value),
    };
    if fits {
        Ok(())
    } else {
        Err(wrong(path, expected))
    }
}

fn markup_type(value: &Value) -> &'static str {
    if value.get("keyboard").is_some() {
        "ReplyKeyboardMarkup"
    } else if value.get("remove_keyboard").is_some() {
        "ReplyKeyboardRemove"
    } else if value.get("force_reply").is_some() {
        "ForceReply"
    } else {
        "InlineKeyboardMarkup"
    }
}

/// The one of the types `InputMedia` stands for.
fn input_media_type(path: &str, value: &Value) -> Result<&'static str, ApiError> {
    match value.get("type").and_then(Value::as_str) {
        Some("photo") => Ok("InputMediaPhoto"),
        Some("video") => Ok("InputMediaVideo"),
        Some("animation") => Ok("InputMediaAnimation"),
        Some("audio") => Ok("InputMediaAudio"),
        Some("document") => Ok("InputMediaDocument"),
        _ => Err(ApiError::bad(&format!(
            "can't parse InputMedia in \"{path}\": unsupported type specified"
        ))),
    }
}

fn check_object(path: &str, name: &str, value: &Value) -> Result<(), ApiError> {
    let Some(object) = value.as_object() else {
        return Err(wrong(path, name));
    };
    let Some(signature) = TYPE_SIGNATURES.get(name) else {
        return Ok(());
    };
    for (key, inner) in object {
        let Some(field) = signature.iter().find(|field| field.name == key) else {
            return Err(ApiError::bad(&format!(
                "unknown field \"{key}\" in \"{path}\" of type {name} (the simulator is strict)"
            )));
        };
        if !inner.is_null() {
            check_value(&format!("{path}.{key}"), &field.kind, inner)?;
        }
    }
    for field in signature.iter().filter(|field| field.required) {
        if object.get(field.name).is_none_or(Value::is_null) {
            return Err(ApiError::bad(&format!(
                "field \"{}\" must be specified in \"{path}\"",
                field.name
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types that are taken as they are, because nothing here looks inside them.
    const OPAQUE: [&str; 12] = [
        "WebAppInfo",
        "LoginUrl",
        "SwitchInlineQueryChosenChat",
        "CallbackGame",
        "SuggestedPostParameters",
        "KeyboardButtonRequestUsers",
        "KeyboardButtonRequestChat",
        "KeyboardButtonRequestManagedBot",
        "KeyboardButtonPollType",
        "InputRichMessage",
        "MenuButton",
        // Its own types are chosen by `type`.
        "InputMedia",
    ];

    fn unknown_types(signature: &Signature) -> Vec<String> {
        let mut unknown = Vec::new();
        for field in signature {
            let mut kind = &field.kind;
            while let Kind::Array(inner) = kind {
                kind = inner;
            }
            if let Kind::Object(name) = kind
                && !TYPE_SIGNATURES.contains_key(name.as_str())
                && !OPAQUE.contains(&name.as_str())
            {
                unknown.push(name.clone());
            }
        }
        unknown
    }

    #[test]
    fn every_type_named_in_the_table_is_known() {
        for (_, signature) in super::super::methods::signatures() {
            assert_eq!(unknown_types(signature), Vec::<String>::new());
        }
        for signature in TYPE_SIGNATURES.values() {
            assert_eq!(unknown_types(signature), Vec::<String>::new());
        }
    }

    #[test]
    fn forms_are_read_by_kind_and_json_is_not() {
        let signature = parse("a!: Integer, b: Boolean, c: [String]");
        let form = serde_json::json!({"a": "5", "b": "true", "c": "[\"x\"]"});
        let mut params = form.as_object().unwrap().clone();
        check(&signature, &mut params, true).unwrap();
        assert_eq!(
            Value::Object(params),
            serde_json::json!({"a": 5, "b": true, "c": ["x"]})
        );
        let mut params = form.as_object().unwrap().clone();
        assert!(check(&signature, &mut params, false).is_err());
    }
}
