//! A person in the chat with a bot.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    BotControl, ChatView, ClientError, Edit, Entity, MessageView, NewAlbum, NewMessage, Press,
    PressAnswer, Reaction, Sent, SentAlbum, WAIT_DEFAULT,
};

/// A person and their chat with a bot.
#[derive(Debug, Clone)]
pub struct PersonControl {
    bot: BotControl,
    user_id: i64,
}

impl PersonControl {
    pub(super) fn new(bot: BotControl, user_id: i64) -> Self {
        Self { bot, user_id }
    }

    /// The person's Telegram id.
    pub fn id(&self) -> i64 {
        self.user_id
    }

    /// The bot they talk to.
    pub fn bot(&self) -> &BotControl {
        &self.bot
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("/control/chats/{}/{}{rest}", self.bot.id(), self.user_id)
    }

    /// Sends a text.
    pub async fn send_text(&self, text: &str) -> Result<Sent, ClientError> {
        self.send(&NewMessage::words(text)).await
    }

    /// Sends a text with formatting.
    pub async fn send_formatted(
        &self,
        text: &str,
        entities: Vec<Entity>,
    ) -> Result<Sent, ClientError> {
        self.send(&NewMessage::words(text).formatted(entities))
            .await
    }

    /// Replies to a message.
    pub async fn reply(&self, message_id: i64, text: &str) -> Result<Sent, ClientError> {
        self.send(&NewMessage::words(text).reply_to(message_id))
            .await
    }

    /// Sends anything.
    pub async fn send(&self, message: &NewMessage) -> Result<Sent, ClientError> {
        let path = self.path("/messages");
        self.bot.control().post(&path, message).await
    }

    /// Sends an album of 2–10 messages with files.
    pub async fn send_album(&self, messages: Vec<NewMessage>) -> Result<SentAlbum, ClientError> {
        let path = self.path("/albums");
        let album = NewAlbum { messages };
        self.bot.control().post(&path, &album).await
    }

    /// Forwards a message of this chat into it; protected content cannot be forwarded.
    pub async fn forward(&self, message_id: i64) -> Result<Sent, ClientError> {
        let path = self.path(&format!("/messages/{message_id}/forward"));
        self.bot.control().post(&path, &json!({})).await
    }

    /// Changes the text or caption of an own message.
    pub async fn edit(&self, message_id: i64, text: &str) -> Result<Sent, ClientError> {
        self.edit_as(message_id, &Edit::words(text)).await
    }

    /// Changes words, formatting or file of an own message.
    pub async fn edit_as(&self, message_id: i64, edit: &Edit) -> Result<Sent, ClientError> {
        let path = self.path(&format!("/messages/{message_id}"));
        let control = self.bot.control();
        control
            .send(control.request(Method::PATCH, &path).json(edit))
            .await
    }

    /// Deletes a message from the chat; the bot is not told.
    pub async fn delete(&self, message_id: i64) -> Result<(), ClientError> {
        let path = self.path(&format!("/messages/{message_id}"));
        let control = self.bot.control();
        let _: Value = control.send(control.request(Method::DELETE, &path)).await?;
        Ok(())
    }

    /// Puts emoji on a message, or takes them away.
    pub async fn react(&self, message_id: i64, emoji: &[&str]) -> Result<Sent, ClientError> {
        self.react_as(
            message_id,
            &Reaction {
                emoji: emoji.iter().map(|emoji| (*emoji).to_owned()).collect(),
                ..Reaction::default()
            },
        )
        .await
    }

    /// Puts emoji and custom emoji on a message.
    pub async fn react_as(
        &self,
        message_id: i64,
        reaction: &Reaction,
    ) -> Result<Sent, ClientError> {
        let path = self.path(&format!("/messages/{message_id}/reactions"));
        self.bot.control().post(&path, reaction).await
    }

    /// Presses the newest button with this label and waits for the answer.
    pub async fn press(&self, label: &str) -> Result<PressAnswer, ClientError> {
        self.press_button(&Press {
            label: Some(label.to_owned()),
            ..Press::default()
        })
        .await
    }

    /// Presses the newest button with this callback data.
    pub async fn press_data(&self, data: &str) -> Result<PressAnswer, ClientError> {
        self.press_button(&Press {
            data: Some(data.to_owned()),
            ..Press::default()
        })
        .await
    }

    /// Presses a button that need not exist.
    pub async fn press_forged(
        &self,
        message_id: i64,
        data: &str,
    ) -> Result<PressAnswer, ClientError> {
        self.press_button(&Press {
            message_id: Some(message_id),
            data: Some(data.to_owned()),
            forged: true,
            ..Press::default()
        })
        .await
    }

    /// Presses a button.
    pub async fn press_button(&self, press: &Press) -> Result<PressAnswer, ClientError> {
        self.bot.control().post(&self.path("/press"), press).await
    }

    /// Blocks the bot.
    pub async fn block_bot(&self) -> Result<(), ClientError> {
        let path = self.path("/block");
        let _: Value = self.bot.control().post(&path, &json!({})).await?;
        Ok(())
    }

    /// Unblocks the bot.
    pub async fn unblock_bot(&self) -> Result<(), ClientError> {
        let path = self.path("/unblock");
        let _: Value = self.bot.control().post(&path, &json!({})).await?;
        Ok(())
    }

    /// What the person sees now.
    pub async fn chat(&self) -> Result<ChatView, ClientError> {
        self.bot.control().get(&self.path(""), &()).await
    }

    /// A message as the bot sees it.
    pub async fn raw_message(&self, message_id: i64) -> Result<Value, ClientError> {
        let path = self.path(&format!("/messages/{message_id}"));
        self.bot.control().get(&path, &()).await
    }

    /// The bytes of a message's file, as the person opens it.
    pub async fn file(&self, message: &MessageView) -> Result<Vec<u8>, ClientError> {
        let media = message.media.as_ref();
        let url = media.and_then(|media| media.file_url.as_deref());
        let Some(path) = url else {
            return Err(ClientError::NoFile);
        };
        self.bot.control().bytes(path).await
    }

    /// Waits until the chat is as wanted; `what` names it in the error.
    pub async fn wait_for(
        &self,
        what: &str,
        wanted: impl FnMut(&ChatView) -> bool,
    ) -> Result<ChatView, ClientError> {
        self.wait_for_within(WAIT_DEFAULT, what, wanted).await
    }

    /// The same with a time.
    pub async fn wait_for_within(
        &self,
        within: Duration,
        what: &str,
        wanted: impl FnMut(&ChatView) -> bool,
    ) -> Result<ChatView, ClientError> {
        let control = self.bot.control();
        control
            .wait_for_chat(&self.path(""), within, what, wanted)
            .await
    }

    /// Waits for a message of the bot newer than `after_message_id` whose text contains `part`.
    pub async fn wait_for_text(
        &self,
        after_message_id: i64,
        part: &str,
    ) -> Result<ChatView, ClientError> {
        self.wait_for(part, |chat| {
            chat.bot_messages()
                .any(|message| message.message_id > after_message_id && message.text.contains(part))
        })
        .await
    }
}
