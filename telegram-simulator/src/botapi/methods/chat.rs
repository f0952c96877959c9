//! `getChat`.

use serde_json::json;

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::state::Presence;

pub(super) const ROWS: &[Row] = &[Row("getChat", "chat_id!: Chat", Handler::Now(get_chat))];

fn get_chat(call: &Call) -> Outcome {
    let chat = call.chat_of("chat_id")?;
    if chat.with(|state| state.presence) == Presence::Stranger {
        return Err(ApiError::bad("chat not found"));
    }
    let mut full = chat.to_json();
    if let Some(username) = full.get("username").cloned() {
        full["active_usernames"] = json!([username]);
    }
    full["accent_color_id"] = json!(0);
    full["max_reaction_count"] = json!(11);
    full["accepted_gift_types"] = json!({
        "unlimited_gifts": true,
        "limited_gifts": true,
        "unique_gifts": true,
        "premium_subscription": true,
        "gifts_from_channels": true,
    });
    Ok(Reply::Result(full))
}
