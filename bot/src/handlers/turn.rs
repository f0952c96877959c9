//! One update being handled: what handlers need to decide and to answer.

use std::sync::Arc;

use app::Executed;
use app::actions::{self, MemberCall};
use app::outbox::Lane;
use chrono::{DateTime, Duration, Utc};
use domain::Stream;
use domain::member::Member;
use domain::values::MemberId;
use serde_json::Value;
use teloxide::payloads::{
    AnswerCallbackQuery, AnswerCallbackQuerySetters, DeleteMessage, EditMessageReplyMarkup,
    EditMessageReplyMarkupSetters, EditMessageText, EditMessageTextSetters, SendMessage,
    SendMessageSetters,
};
use teloxide::requests::Payload;
use teloxide::types::{
    CallbackQueryId, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageId,
    ReplyParameters,
};

use crate::callback_data::TokenKey;
use crate::keyboards::{Pen, Screen};
use crate::texts::{Markup, Words};
use crate::{GatewayError, HandleError, Incoming, Services, language};

/// How long an answer may take before the update is done without it: a chat that is stuck must not hold up its updates.
const REPLY_LIMIT: Duration = Duration::seconds(15);

/// Everything about the update that is being handled; cheap to clone.
#[derive(Clone)]
pub struct Turn {
    /// What may be used.
    pub services: Services,
    /// The update.
    pub incoming: Arc<Incoming>,
    /// One time for everything decided now.
    pub now: DateTime<Utc>,
    /// The message whose button was pressed.
    pub pressed: Option<i32>,
}

impl Turn {
    /// The beginning of a turn.
    pub fn new(services: &Services, incoming: Incoming) -> Self {
        Self {
            now: services.clock.now(),
            services: services.clone(),
            incoming: Arc::new(incoming),
            pressed: None,
        }
    }

    /// Who sent the update.
    pub fn member_id(&self) -> MemberId {
        self.incoming.member
    }

    /// The sender's language.
    pub fn words(&self) -> Words {
        crate::texts::words(self.incoming.language())
    }

    /// From here on the sender reads the language of this member, which is the sender as of now.
    pub fn speak_to(&mut self, sender: &Member) {
        let language = language::of(sender);
        if self.incoming.reads != language {
            Arc::make_mut(&mut self.incoming).reads = language;
        }
    }

    /// What the sender's messages are made with.
    pub fn pen(&self) -> Pen {
        Pen {
            member: self.member_id(),
            words: self.words(),
            key: TokenKey::new(self.services.settings.token_key),
        }
    }

    /// The sender as of now.
    pub async fn member(&self) -> Result<Member, HandleError> {
        Ok(self.services.dispatcher.load(self.member_id()).await?)
    }

    /// What this update asks for, as any front end asks for it.
    pub fn call(&self) -> MemberCall {
        self.incoming.call(self.now)
    }

    /// Carries out a command of this update: our outage is an error, a refusal is an answer.
    pub async fn execute<A: Stream>(
        &self,
        ordinal: u32,
        id: A::Id,
        command: A::Command,
    ) -> Result<Result<Executed<A>, A::Error>, HandleError> {
        let dispatcher = &self.services.dispatcher;
        let done = actions::carry_out::<A>(dispatcher, self.call(), ordinal, id, command);
        Ok(done.await?)
    }

    /// Sends a message; its id, or `None` when Telegram did not take it.
    pub async fn send(&self, screen: &Screen) -> Option<i32> {
        let payload = send_message(self.incoming.address.chat_id, screen);
        let answer = self.deliver(Lane::Notices, payload).await.ok()?;
        message_id(&answer)
    }

    /// Sends a message as a reply to one of the sender's.
    pub async fn reply(&self, message_id: i32, screen: &Screen) {
        let replied = ReplyParameters::new(MessageId(message_id));
        let payload = send_message(self.incoming.address.chat_id, screen).reply_parameters(replied);
        // Refused when the message is gone meanwhile: then there is nothing to reply to.
        let _ = self.deliver(Lane::Notices, payload).await;
    }

    /// Sends a message without buttons.
    pub async fn say(&self, text: Markup) {
        self.send(&Screen::plain(text)).await;
    }

    /// Puts a screen in place of a message; whether it is there now.
    pub async fn edit(&self, message_id: i32, screen: &Screen) -> bool {
        let payload = edit_message(self.incoming.address.chat_id, message_id, screen);
        match self.deliver(Lane::Notices, payload).await {
            Ok(_) => true,
            Err(GatewayError::Refused { description, .. }) => is_not_modified(&description),
            Err(GatewayError::Unreachable | GatewayError::TimedOut) => false,
        }
    }

    /// Puts other buttons under a message. One that cannot be edited stays as it is: its buttons keep answering what happened.
    pub async fn edit_buttons(&self, message_id: i32, keyboard: Vec<Vec<InlineKeyboardButton>>) {
        let payload = edit_buttons(self.incoming.address.chat_id, message_id, keyboard);
        let _ = self.deliver(Lane::Notices, payload).await;
    }

    /// Takes a message away; one that is gone or too old stays so.
    pub async fn delete(&self, message_id: i32) {
        let chat_id = teloxide::types::ChatId(self.incoming.address.chat_id);
        let payload = DeleteMessage::new(chat_id, MessageId(message_id));
        let _ = self.deliver(Lane::Notices, payload).await;
    }

    /// Shows a screen: in place of the message whose button was pressed if there is one and it can be edited, else as a new message.
    pub async fn show(&self, screen: &Screen) -> Option<i32> {
        if let Some(pressed) = self.pressed
            && self.edit(pressed, screen).await
        {
            return Some(pressed);
        }
        self.send(screen).await
    }

    /// Answers a pressed button, so that it stops waiting; with a sentence if there is one.
    pub async fn answer(&self, query_id: &str, sentence: Option<Markup>) {
        let mut payload = AnswerCallbackQuery::new(CallbackQueryId(query_id.to_owned()));
        if let Some(sentence) = sentence {
            payload = payload.text(sentence.plain());
        }
        // Told or not, the press is handled: a query that is too old cannot be answered at all.
        let _ = self.deliver(Lane::Answers, payload).await;
    }

    async fn deliver<P>(&self, lane: Lane, payload: P) -> Result<Value, GatewayError>
    where
        P: Payload + serde::Serialize + Send + Sync,
    {
        let deadline = self.services.clock.now() + REPLY_LIMIT;
        let sent = self
            .services
            .gateway
            .send(self.incoming.address, lane, payload, deadline)
            .await;
        if let Err(error) = &sent {
            let correlation = self.incoming.correlation();
            tracing::info!(%error, %correlation, method = P::NAME, "an answer was not accepted");
        }
        sent
    }
}

/// The request that sends a screen.
pub fn send_message(chat_id: i64, screen: &Screen) -> SendMessage {
    let styled = screen.text.styled();
    let payload = SendMessage::new(teloxide::types::ChatId(chat_id), styled.text)
        .entities(styled.entities)
        .link_preview_options(no_preview());
    match screen.markup() {
        Some(markup) => payload.reply_markup(markup),
        None => payload,
    }
}

/// The request that puts a screen in place of a message.
pub fn edit_message(chat_id: i64, message_id: i32, screen: &Screen) -> EditMessageText {
    let styled = screen.text.styled();
    let chat_id = teloxide::types::ChatId(chat_id);
    let payload = EditMessageText::new(chat_id, MessageId(message_id), styled.text)
        .entities(styled.entities)
        .link_preview_options(no_preview());
    match screen.markup() {
        Some(markup) => payload.reply_markup(markup),
        None => payload,
    }
}

/// The request that puts other buttons under a message.
pub fn edit_buttons(
    chat_id: i64,
    message_id: i32,
    keyboard: Vec<Vec<InlineKeyboardButton>>,
) -> EditMessageReplyMarkup {
    let chat_id = teloxide::types::ChatId(chat_id);
    EditMessageReplyMarkup::new(chat_id, MessageId(message_id))
        .reply_markup(InlineKeyboardMarkup::new(keyboard))
}

const fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

/// The id of the message in Telegram's answer.
pub fn message_id(answer: &Value) -> Option<i32> {
    i32::try_from(answer.get("message_id")?.as_i64()?).ok()
}

/// Telegram says that the message looks like this already: what was wanted.
pub fn is_not_modified(description: &str) -> bool {
    description.contains("message is not modified")
}
