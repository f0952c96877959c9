//! One of the two people of the script.

use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use telegram_simulator::client::{ChatView, Entity, MessageView, PersonControl};

use crate::demo::buttons::{Button, newest_button, press};

/// The bot and the matchmaker have this long for a step.
const STEP_WITHIN: Duration = Duration::from_secs(10);

/// A person, and what nobody else may learn of them.
pub(super) struct Actor {
    /// The person.
    pub(super) person: PersonControl,
    /// As the other sees them; empty until it is chosen.
    pub(super) nickname: String,
    /// Telegram id, first name, username.
    private: [String; 3],
}

impl Actor {
    pub(super) fn new(person: PersonControl, first_name: &str, username: String) -> Self {
        Self {
            nickname: String::new(),
            private: [person.id().to_string(), first_name.to_owned(), username],
            person,
        }
    }

    /// Without `@`.
    pub(super) fn username(&self) -> &str {
        let [_, _, username] = &self.private;
        username
    }

    /// The chat as it is.
    pub(super) async fn chat(&self) -> anyhow::Result<ChatView> {
        Ok(self.person.chat().await?)
    }

    /// Writes, and returns the id of the message.
    pub(super) async fn writes(&self, text: &str) -> anyhow::Result<i64> {
        Ok(self.person.send_text(text).await?.message_id)
    }

    /// Writes with formatting.
    pub(super) async fn writes_formatted(
        &self,
        text: &str,
        entities: Vec<Entity>,
    ) -> anyhow::Result<i64> {
        Ok(self.person.send_formatted(text, entities).await?.message_id)
    }

    /// Waits for a button whose data start like this.
    pub(super) async fn sees_button(&self, prefix: &str) -> anyhow::Result<Button> {
        let chat = self
            .sees(prefix, |chat| newest_button(chat, prefix).is_some())
            .await?;
        newest_button(&chat, prefix).with_context(|| format!("no button {prefix}"))
    }

    /// Waits for such a button, presses it, and is answered.
    pub(super) async fn presses(&self, prefix: &str) -> anyhow::Result<Button> {
        let button = self.sees_button(prefix).await?;
        let answer = press(&self.person, &button).await?;
        ensure!(answer.answered, "nobody answered {prefix}");
        Ok(button)
    }

    /// Waits until the chat is as wanted.
    pub(super) async fn sees(
        &self,
        what: &str,
        wanted: impl FnMut(&ChatView) -> bool,
    ) -> anyhow::Result<ChatView> {
        let chat = self.person.wait_for_within(STEP_WITHIN, what, wanted).await;
        chat.map_err(|_| anyhow!("{what} did not come within {} s", STEP_WITHIN.as_secs()))
    }

    /// Waits for a message of the bot after another message.
    pub(super) async fn hears(
        &self,
        what: &str,
        after: i64,
        wanted: impl Fn(&MessageView) -> bool,
    ) -> anyhow::Result<MessageView> {
        let find = |chat: &ChatView| {
            let mut messages = chat.bot_messages();
            messages
                .find(|message| message.message_id > after && wanted(message))
                .cloned()
        };
        let chat = self.sees(what, |chat| find(chat).is_some()).await?;
        find(&chat).with_context(|| format!("{what} is gone again"))
    }

    /// Nothing in the chat names the other.
    pub(super) fn learned_nothing_of(&self, other: &Self, chat: &ChatView) -> anyhow::Result<()> {
        for message in chat.messages.iter().filter(|message| message.from_bot) {
            let whole = serde_json::to_string(message)?;
            for (what, secret) in ["Telegram id", "first name", "username"]
                .iter()
                .zip(&other.private)
            {
                let id = message.message_id;
                ensure!(
                    !whole.contains(secret),
                    "message {id} names the other's {what}"
                );
            }
        }
        Ok(())
    }
}
