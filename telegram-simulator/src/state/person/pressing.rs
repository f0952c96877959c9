//! Buttons.

use serde_json::json;
use tokio::sync::watch;

use super::{NotPossible, Person};
use crate::delivery::Lane;
use crate::model::{ButtonView, Press};
use crate::state::view::buttons;
use crate::state::{CallbackAnswer, ChatState};

/// A pressed button, waiting for its answer.
pub(crate) struct Pressed {
    pub(crate) callback_query_id: String,
    pub(crate) answer: watch::Receiver<Option<CallbackAnswer>>,
}

impl Person {
    /// Presses a button of the private chat, or of a group that the person is in.
    pub(crate) fn press(&self, press: &Press) -> Result<Pressed, NotPossible> {
        self.can_act()?;
        let participants = self.chat.participants(&self.bot);
        self.chat.with(|state| {
            let (message_id, data) = find_button(state, press)?;
            let now_us = self.world.clock.now_us();
            let (id, answer) = self.bot.callbacks.open(self.user.id, now_us);
            let message = state.render(message_id, &participants).unwrap_or_else(
                // Telegram's `InaccessibleMessage`, which has date 0.
                || json!({ "chat": participants.chat, "message_id": message_id, "date": 0 }),
            );
            let body = json!({
                "id": id,
                "from": self.user.to_json(),
                "message": message,
                "chat_instance": format!("-{}", self.chat.id().unsigned_abs() ^ self.bot.id.unsigned_abs()),
                "data": data,
            });
            let lane = Lane::Callback(self.user.id);
            self.tell("callback_query", lane, body);
            Ok(Pressed {
                callback_query_id: id,
                answer,
            })
        })
    }
}

/// The message and the callback data of the button that is meant.
fn find_button(state: &ChatState, press: &Press) -> Result<(i64, String), NotPossible> {
    if press.forged {
        let id = press.message_id.ok_or(NotPossible::NoMessage)?;
        let data = press.data.clone().ok_or(NotPossible::NoButton)?;
        return Ok((id, data));
    }
    let wanted = |button: &ButtonView| {
        press
            .data
            .as_ref()
            .is_none_or(|data| button.data.as_ref() == Some(data))
            && press
                .label
                .as_ref()
                .is_none_or(|label| button.text == *label)
    };
    if press.data.is_none() && press.label.is_none() {
        return Err(NotPossible::NoButton);
    }
    let candidates =
        state.messages.iter().rev().filter(|message| {
            !message.deleted && press.message_id.is_none_or(|id| message.id == id)
        });
    let mut seen = false;
    for message in candidates {
        seen = true;
        let rows = buttons(message.content.inline_keyboard.as_ref());
        let found = rows.into_iter().flatten().find(|button| wanted(button));
        if let Some(data) = found.and_then(|button| button.data) {
            return Ok((message.id, data));
        }
    }
    Err(if seen {
        NotPossible::NoButton
    } else {
        NotPossible::NoMessage
    })
}
