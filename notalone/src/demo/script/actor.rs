//! One of the two people of the script.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use telegram_simulator::client::{ChatView, Entity, MessageView, PersonControl};

use super::diary::Diary;
use crate::demo::buttons::{Button, newest_button, press};
use crate::demo::profile::Profile;
use crate::demo::thanks;

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
    diary: Mutex<Diary>,
}

impl Actor {
    pub(super) fn new(person: PersonControl, first_name: &str, username: String) -> Self {
        Self {
            nickname: String::new(),
            private: [person.id().to_string(), first_name.to_owned(), username],
            person,
            diary: Mutex::default(),
        }
    }

    /// Without `@`.
    pub(super) fn username(&self) -> &str {
        let [_, _, username] = &self.private;
        username
    }

    /// The chat as it is.
    pub(super) async fn chat(&self) -> anyhow::Result<ChatView> {
        let chat = self.person.chat().await?;
        self.diary().look(&chat);
        Ok(chat)
    }

    /// Prints what they saw and did.
    pub(super) fn print_diary(&self, bot_name: &str) {
        self.diary().print(&self.nickname, bot_name);
    }

    fn diary(&self) -> MutexGuard<'_, Diary> {
        self.diary.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers the question of the onboarding that a button with this prefix belongs to.
    pub(super) async fn answers(&self, profile: &Profile, prefix: &str) -> anyhow::Result<()> {
        let chat = self.chat().await?;
        let pressed = profile.answer(&self.person, &chat, prefix).await?;
        self.diary().press(&pressed);
        Ok(())
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
        self.diary().press(std::slice::from_ref(&button.label));
        let answer = press(&self.person, &button).await?;
        ensure!(answer.answered, "nobody answered {prefix}");
        Ok(button)
    }

    /// Presses the button of an amount; returns the message of its invoice.
    pub(super) async fn asks_for_invoice(&self, stars: i64) -> anyhow::Result<i64> {
        let button = self.sees_button(&format!("v1:tip.pay:{stars}.")).await?;
        self.diary().press(std::slice::from_ref(&button.label));
        let invoice = thanks::invoice(&self.person, stars).await?;
        invoice.context("no invoice came")
    }

    /// Confirms its pay sheet.
    pub(super) async fn pays(&self, invoice: i64, stars: i64) -> anyhow::Result<()> {
        let is_paid = thanks::pay(&self.person, invoice, stars).await?;
        ensure!(is_paid, "the payment was not accepted");
        Ok(())
    }

    /// Waits until the chat is as wanted.
    pub(super) async fn sees(
        &self,
        what: &str,
        mut wanted: impl FnMut(&ChatView) -> bool,
    ) -> anyhow::Result<ChatView> {
        let looks = |chat: &ChatView| {
            self.diary().look(chat);
            wanted(chat)
        };
        let chat = self.person.wait_for_within(STEP_WITHIN, what, looks).await;
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
    pub(super) async fn learned_nothing_of(&self, other: &Self) -> anyhow::Result<()> {
        let chat = self.chat().await?;
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
