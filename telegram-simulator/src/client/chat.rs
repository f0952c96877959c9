//! Questions that tests ask of a chat.

use std::fmt::Write;
use std::time::Duration;

use tokio::time::Instant;

use super::{ClientError, Control};
use crate::model::{ButtonView, ChatView, MessageView};

impl Control {
    /// Waits until the chat at a path is as wanted.
    pub(super) async fn wait_for_chat(
        &self,
        path: &str,
        within: Duration,
        what: &str,
        mut wanted: impl FnMut(&ChatView) -> bool,
    ) -> Result<ChatView, ClientError> {
        let deadline = Instant::now() + within;
        let mut chat: ChatView = self.get(path, &()).await?;
        while !wanted(&chat) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ClientError::Timeout {
                    what: what.to_owned(),
                    shown: chat.transcript(),
                });
            }
            // A round of at least a millisecond, so that the last look is after the deadline.
            let timeout_ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1);
            let query = [("after_change", chat.change), ("timeout_ms", timeout_ms)];
            chat = self.get(path, &query).await?;
        }
        Ok(chat)
    }
}

impl ChatView {
    /// Messages of the bot that are still there, oldest first.
    pub fn bot_messages(&self) -> impl DoubleEndedIterator<Item = &MessageView> {
        let messages = self.messages.iter();
        messages.filter(|message| message.from_bot && !message.deleted)
    }

    /// The newest message of the bot.
    pub fn last_bot_message(&self) -> Option<&MessageView> {
        self.bot_messages().next_back()
    }

    /// The text of the newest message of the bot.
    pub fn last_bot_text(&self) -> Option<&str> {
        self.last_bot_message().map(|message| message.text.as_str())
    }

    /// A message by its id, if it was not deleted.
    pub fn message(&self, message_id: i64) -> Option<&MessageView> {
        let mut messages = self.messages.iter();
        messages.find(|message| message.message_id == message_id && !message.deleted)
    }

    /// The newest id in the chat, 0 if it is empty.
    pub fn last_message_id(&self) -> i64 {
        self.messages.last().map_or(0, |message| message.message_id)
    }

    /// Messages of the bot with a file or the like of a kind, such as `photo`.
    pub fn bot_media(&self, kind: &str) -> impl DoubleEndedIterator<Item = &MessageView> {
        self.bot_messages()
            .filter(move |message| message.media_kind() == Some(kind))
    }

    /// The messages of an album that are still there.
    pub fn album(&self, media_group_id: &str) -> Vec<&MessageView> {
        let messages = self.messages.iter().filter(|message| !message.deleted);
        messages
            .filter(|message| message.album_id() == Some(media_group_id))
            .collect()
    }

    /// The newest button with this label.
    pub fn button(&self, label: &str) -> Option<&ButtonView> {
        self.bot_messages()
            .rev()
            .find_map(|message| message.button(label))
    }

    /// Whether a button with this label is there.
    pub fn has_button(&self, label: &str) -> bool {
        self.button(label).is_some()
    }

    /// Whether any message of the bot contains `part`.
    pub fn bot_said(&self, part: &str) -> bool {
        self.bot_messages()
            .any(|message| message.text.contains(part))
    }

    /// The chat as text: who, what, `[buttons]`.
    pub fn transcript(&self) -> String {
        let mut transcript = String::new();
        for message in self.messages.iter().filter(|message| !message.deleted) {
            let who = if message.from_bot { "bot" } else { "you" };
            let edited = if message.edited { " (edited)" } else { "" };
            // Writing to a string cannot fail.
            let _ok = write!(transcript, "{who}{edited}: {}", message.text);
            if let Some(media) = &message.media {
                let _ok = write!(transcript, " <{}>", media.kind);
            }
            transcript.push('\n');
            for row in &message.keyboard {
                let labels: Vec<_> = row.iter().map(|b| format!("[{}]", b.text)).collect();
                let _ok = writeln!(transcript, "     {}", labels.join(" "));
            }
        }
        transcript
    }
}

impl MessageView {
    /// What it is besides text: `photo`, `voice`, `contact` …
    pub fn media_kind(&self) -> Option<&str> {
        self.media.as_ref().map(|media| media.kind.as_str())
    }

    /// The album it is a part of.
    pub fn album_id(&self) -> Option<&str> {
        self.media.as_ref()?.media_group_id.as_deref()
    }

    /// Whether its picture is hidden until tapped.
    pub fn is_hidden(&self) -> bool {
        self.media.as_ref().is_some_and(|media| media.spoiler)
    }

    /// A field of its Telegram object as text, such as `performer` or `set_name`.
    pub fn media_text(&self, field: &str) -> Option<&str> {
        self.media.as_ref()?.object.get(field)?.as_str()
    }

    /// A button of this message by its label.
    pub fn button(&self, label: &str) -> Option<&ButtonView> {
        let mut buttons = self.keyboard.iter().flatten();
        buttons.find(|button| button.text == label)
    }

    /// The labels of its buttons in order.
    pub fn labels(&self) -> Vec<&str> {
        let buttons = self.keyboard.iter().flatten();
        buttons.map(|button| button.text.as_str()).collect()
    }
}
