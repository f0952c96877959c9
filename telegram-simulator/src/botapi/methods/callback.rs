//! `answerCallbackQuery`.

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::state::CallbackAnswer;
use crate::text::utf16_length;

pub(super) const ROWS: &[Row] = &[Row(
    "answerCallbackQuery",
    "callback_query_id!: String, text: String, show_alert: Boolean, url: String, cache_time: Integer",
    Handler::Now(answer_callback_query),
)];

/// <https://core.telegram.org/bots/api#answercallbackquery>: 0–200 characters.
const ANSWER_TEXT_MAX: i64 = 200;

fn answer_callback_query(call: &Call) -> Outcome {
    let params = &call.params;
    let text = params.text("text").filter(|text| !text.is_empty());
    if text.is_some_and(|text| utf16_length(text) > ANSWER_TEXT_MAX) {
        return Err(ApiError::bad("MESSAGE_TOO_LONG"));
    }
    let answer = CallbackAnswer {
        text: text.map(str::to_owned),
        show_alert: params.flag("show_alert"),
        url: params.text("url").map(str::to_owned),
    };
    let id = params.text("callback_query_id").unwrap_or_default();
    if !call
        .bot
        .callbacks
        .answer(id, answer, call.world.clock.now_us())
    {
        return Err(ApiError::bad(
            "query is too old and response timeout expired or query ID is invalid",
        ));
    }
    Ok(Reply::yes())
}
