//! Keyboards under and in messages.

use serde_json::Value;

use super::error::ApiError;
use super::params::Params;

/// <https://core.telegram.org/bots/api#inlinekeyboardbutton>: callback data, 1–64 bytes.
const CALLBACK_DATA_MAX_BYTES: usize = 64;
const INLINE_BUTTONS_MAX: usize = 100;
const INLINE_ROW_MAX: usize = 8;

/// Exactly one of these must be there.
const ACTIONS: [&str; 10] = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
];

/// What `reply_markup` asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Markup {
    None,
    Inline(Value),
    Reply(Vec<Vec<String>>),
    RemoveReply,
    ForceReply,
}

impl Markup {
    pub(crate) fn of(params: &Params) -> Result<Self, ApiError> {
        let Some(value) = params.value("reply_markup") else {
            return Ok(Self::None);
        };
        if value.get("remove_keyboard").is_some() {
            return Ok(Self::RemoveReply);
        }
        if value.get("force_reply").is_some() {
            return Ok(Self::ForceReply);
        }
        if let Some(rows) = value.get("keyboard").and_then(Value::as_array) {
            return Ok(Self::Reply(rows.iter().map(labels).collect()));
        }
        Ok(inline_of(value)?.map_or(Self::None, Self::Inline))
    }

    /// Only invoices have a pay button, and all of them have one.
    pub(crate) fn check_pay_button(&self, is_invoice: bool) -> Result<(), ApiError> {
        let pays = match self {
            Self::Inline(keyboard) => pays(&keyboard["inline_keyboard"][0][0]),
            // An invoice without a keyboard gets its button by itself.
            _ => is_invoice,
        };
        match (pays, is_invoice) {
            (true, false) => Err(ApiError::bad("BUTTON_TYPE_INVALID")),
            (false, true) => Err(ApiError::bad("REPLY_MARKUP_BUY_EMPTY")),
            _ => Ok(()),
        }
    }

    pub(crate) fn inline(self) -> Option<Value> {
        match self {
            Self::Inline(keyboard) => Some(keyboard),
            _ => None,
        }
    }
}

fn labels(row: &Value) -> Vec<String> {
    let buttons = row.as_array().into_iter().flatten();
    buttons
        .filter_map(|button| button.get("text").unwrap_or(button).as_str())
        .map(str::to_owned)
        .collect()
}

/// The inline keyboard, checked; an empty one is none.
fn inline_of(value: &Value) -> Result<Option<Value>, ApiError> {
    let rows = value
        .get("inline_keyboard")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut buttons = 0;
    for row in rows.iter().filter_map(Value::as_array) {
        if row.len() > INLINE_ROW_MAX {
            return Err(ApiError::bad("reply markup is too long"));
        }
        for button in row {
            buttons += 1;
            check_button(button)?;
            // "This type of button must always be the first button in the first row."
            if pays(button) && buttons > 1 {
                return Err(ApiError::bad("BUTTON_POS_INVALID"));
            }
        }
    }
    if buttons > INLINE_BUTTONS_MAX {
        return Err(ApiError::bad("reply markup is too long"));
    }
    Ok((buttons > 0).then(|| value.clone()))
}

fn pays(button: &Value) -> bool {
    button.get("pay") == Some(&Value::Bool(true))
}

fn check_button(button: &Value) -> Result<(), ApiError> {
    let refuse = |why: &str| {
        Err(ApiError::bad(&format!(
            "can't parse inline keyboard button: {why}"
        )))
    };
    let text = button.get("text").and_then(Value::as_str);
    if text.is_none_or(|text| text.trim().is_empty()) {
        return refuse("Field \"text\" must be of type String and not empty");
    }
    let actions = ACTIONS.iter().filter(|action| {
        let value = button.get(**action);
        value.is_some_and(|value| !value.is_null())
    });
    match actions.count() {
        0 => return refuse("Text buttons are unallowed in the inline keyboard"),
        1 => {}
        _ => return refuse("Button must have exactly one action"),
    }
    if let Some(data) = button.get("callback_data").and_then(Value::as_str)
        && !(1..=CALLBACK_DATA_MAX_BYTES).contains(&data.len())
    {
        return Err(ApiError::bad("BUTTON_DATA_INVALID"));
    }
    if let Some(url) = button.get("url").and_then(Value::as_str)
        && !["http://", "https://", "tg://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
    {
        return Err(ApiError::bad(&format!(
            "inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        )));
    }
    Ok(())
}
