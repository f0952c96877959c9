//! `setMessageReaction`.

use serde_json::Value;

use super::edit::message_id;
use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::state::{ChatState, Message};

pub(super) const ROWS: &[Row] = &[Row(
    "setMessageReaction",
    "chat_id!: Chat, message_id!: Integer, reaction: [ReactionType], is_big: Boolean",
    Handler::Now(set_message_reaction),
)];

/// <https://core.telegram.org/bots/api#reactiontypeemoji>
const EMOJI: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡";

fn set_message_reaction(call: &Call) -> Outcome {
    let chat = call.writable_chat()?;
    let id = message_id(call)?;
    let reactions = call.params.list("reaction").cloned().unwrap_or_default();
    // "As non-premium users, bots can set up to one reaction per message."
    if reactions.len() > 1 {
        return Err(ApiError::bad("REACTIONS_TOO_MANY"));
    }
    let emoji = reactions
        .iter()
        .map(emoji_of)
        .collect::<Result<Vec<_>, ApiError>>()?;
    chat.with(|state| {
        let target = first_of_album(state, id);
        state
            .change_message(target, |message| message.bot_reactions = emoji)
            .ok_or_else(|| ApiError::bad("message to react not found"))
    })?;
    Ok(Reply::yes())
}

/// "If the message belongs to a media group, the reaction is set to the first non-deleted message in the group instead."
fn first_of_album(state: &ChatState, id: i64) -> i64 {
    let Some(group) = state.message(id).and_then(Message::album) else {
        return id;
    };
    let mut messages = state.messages.iter();
    let first = messages.find(|message| !message.deleted && message.album() == Some(group));
    first.map_or(id, |message| message.id)
}

fn emoji_of(reaction: &Value) -> Result<String, ApiError> {
    let emoji = reaction.get("emoji").and_then(Value::as_str);
    emoji
        .filter(|emoji| is_reaction(emoji))
        .map(str::to_owned)
        .ok_or_else(|| ApiError::bad("REACTION_INVALID"))
}

/// Whether the emoji is one that Telegram allows as a reaction; the variation selector does not matter.
pub(crate) fn is_reaction(emoji: &str) -> bool {
    let plain = emoji.replace('\u{fe0f}', "");
    EMOJI.split(' ').any(|known| known == plain)
}
