//! Who the bot is: `getMe`, names and descriptions.

use serde_json::json;

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::text::utf16_length;

pub(super) const ROWS: &[Row] = &[
    Row("getMe", "", Handler::Always(get_me)),
    Row(
        "setMyName",
        "name: String, language_code: String",
        Handler::Now(set_my_name),
    ),
    Row(
        "getMyName",
        "language_code: String",
        Handler::Always(|call| {
            let name = call.bot.profile.lock().name.clone();
            Reply::Result(json!({ "name": name }))
        }),
    ),
    Row(
        "setMyDescription",
        "description: String, language_code: String",
        Handler::Now(set_my_description),
    ),
    Row(
        "getMyDescription",
        "language_code: String",
        Handler::Always(|call| {
            let description = call.bot.profile.lock().description.clone();
            Reply::Result(json!({ "description": description }))
        }),
    ),
    Row(
        "setMyShortDescription",
        "short_description: String, language_code: String",
        Handler::Now(set_my_short_description),
    ),
    Row(
        "getMyShortDescription",
        "language_code: String",
        Handler::Always(|call| {
            let short = call.bot.profile.lock().short_description.clone();
            Reply::Result(json!({ "short_description": short }))
        }),
    ),
];

/// Limits of the Bot API for `setMyName`, `setMyDescription`, `setMyShortDescription`.
const NAME_MAX: i64 = 64;
const DESCRIPTION_MAX: i64 = 512;
const SHORT_DESCRIPTION_MAX: i64 = 120;

fn get_me(call: &Call) -> Reply {
    let mut me = call.bot.to_json();
    for (key, value) in [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ] {
        me[key] = json!(value);
    }
    Reply::Result(me)
}

/// The text for the default language; texts for others are accepted and shown to nobody here.
fn changed(call: &Call, name: &str, max: i64, words: &str) -> Result<Option<String>, ApiError> {
    let text = call.params.text(name).unwrap_or_default();
    if utf16_length(text) > max {
        return Err(ApiError::bad(words));
    }
    let default_language = call
        .params
        .text("language_code")
        .unwrap_or_default()
        .is_empty();
    Ok(default_language.then(|| text.to_owned()))
}

fn set_my_name(call: &Call) -> Outcome {
    let name = changed(call, "name", NAME_MAX, "BOT_TITLE_INVALID")?;
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        call.bot.profile.lock().name = name;
    }
    Ok(Reply::yes())
}

fn set_my_description(call: &Call) -> Outcome {
    let words = "BOT_DESCRIPTION_INVALID";
    if let Some(text) = changed(call, "description", DESCRIPTION_MAX, words)? {
        call.bot.profile.lock().description = text;
    }
    Ok(Reply::yes())
}

fn set_my_short_description(call: &Call) -> Outcome {
    let words = "BOT_SHORT_DESCRIPTION_INVALID";
    if let Some(text) = changed(call, "short_description", SHORT_DESCRIPTION_MAX, words)? {
        call.bot.profile.lock().short_description = text;
    }
    Ok(Reply::yes())
}
