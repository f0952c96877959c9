//! A person with a phone: taps, types, reads.

use std::sync::Mutex;

use telegram_simulator::client::{
    ChatView, ClientError, Entity, MessageView, NewMessage, PersonControl, PressAnswer,
};

use super::Profile;
use super::system::Personal;

pub(crate) const ACCEPT: &str = "✅ Принять";
pub(crate) const SKIP: &str = "➖ Пропустить";
pub(crate) const END: &str = "Завершить";
pub(crate) const BLOCK: &str = "Заблокировать";

/// Somebody in the chat with the bot.
pub(crate) struct Person {
    /// The person's side of the simulator, for moves that are not here.
    pub(crate) control: PersonControl,
    /// The change of the chat up to which everything was seen.
    seen: Mutex<u64>,
    nickname: Mutex<String>,
    personal: Personal,
}

impl Person {
    pub(super) fn new(control: PersonControl, personal: Personal) -> Self {
        Self {
            control,
            seen: Mutex::new(0),
            nickname: Mutex::default(),
            personal,
        }
    }

    /// Somebody whose words nobody looks for in logs.
    pub(crate) fn of(control: PersonControl) -> Self {
        Self::new(control, Personal::default())
    }

    /// The pseudonym of the last onboarding.
    pub(crate) fn nickname(&self) -> String {
        self.nickname.lock().unwrap().clone()
    }

    /// The pseudonym that was chosen outside [`Self::onboard`].
    pub(crate) fn goes_by(&self, nickname: &str) {
        nickname.clone_into(&mut self.nickname.lock().unwrap());
        self.personal.lock().unwrap().push(nickname.to_owned());
    }

    /// What is on the screen.
    pub(crate) async fn chat(&self) -> ChatView {
        self.control.chat().await.unwrap()
    }

    /// Everything up to now was seen: what is expected from here on must be newer.
    pub(crate) async fn look(&self) {
        let change = self.chat().await.change;
        *self.seen.lock().unwrap() = change;
    }

    /// Types a text or a command; the id of the message.
    pub(crate) async fn say(&self, text: &str) -> i64 {
        self.look().await;
        if !text.starts_with('/') {
            self.personal.lock().unwrap().push(text.to_owned());
        }
        self.control.send_text(text).await.unwrap().message_id
    }

    /// The same with formatting.
    pub(crate) async fn say_formatted(&self, text: &str, entities: Vec<Entity>) -> i64 {
        self.look().await;
        self.personal.lock().unwrap().push(text.to_owned());
        let sent = self.control.send_formatted(text, entities).await;
        sent.unwrap().message_id
    }

    /// Sends anything at all.
    pub(crate) async fn send(&self, message: &NewMessage) -> i64 {
        self.look().await;
        self.control.send(message).await.unwrap().message_id
    }

    /// Presses the newest button with this label; what the press is answered with.
    pub(crate) async fn tap(&self, label: &str) -> PressAnswer {
        self.look().await;
        let answer = self.control.press(label).await.unwrap();
        assert!(answer.answered, "«{label}» was never answered");
        answer
    }

    /// Waits for something of the bot that came or changed since the last own move and contains `part`.
    pub(crate) async fn expect(&self, part: &str) -> MessageView {
        let seen = *self.seen.lock().unwrap();
        let is_it = |message: &MessageView| message.change > seen && message.text.contains(part);
        let chat = self
            .control
            .wait_for(part, |chat| chat.bot_messages().any(is_it));
        let chat = shown(chat.await);
        chat.bot_messages()
            .rfind(|message| is_it(message))
            .cloned()
            .unwrap()
    }

    /// Waits until a button is there.
    pub(crate) async fn expect_button(&self, label: &str) -> MessageView {
        let chat = self.control.wait_for(label, |chat| chat.has_button(label));
        let chat = shown(chat.await);
        let mut messages = chat.bot_messages().rev();
        messages
            .find(|message| message.button(label).is_some())
            .cloned()
            .unwrap()
    }

    /// Waits until no such button is there any more.
    pub(crate) async fn expect_no_button(&self, label: &str) {
        let what = format!("no «{label}»");
        shown(
            self.control
                .wait_for(&what, |chat| !chat.has_button(label))
                .await,
        );
    }

    /// Waits until the command menu of the chat has an entry that reads so.
    pub(crate) async fn expect_menu(&self, description: &str) {
        let is_there = |chat: &ChatView| {
            let mut commands = chat.commands.iter();
            commands.any(|command| command.description == description)
        };
        shown(self.control.wait_for(description, is_there).await);
    }

    /// Types and waits for the answer.
    pub(crate) async fn ask(&self, text: &str, expected: &str) -> MessageView {
        self.say(text).await;
        self.expect(expected).await
    }

    /// Taps and waits for what it leads to.
    pub(crate) async fn tap_to(&self, label: &str, expected: &str) -> MessageView {
        self.tap(label).await;
        self.expect(expected).await
    }

    /// From `/start` to a complete profile.
    pub(crate) async fn onboard(&self, profile: &Profile) {
        self.accept_rules().await;
        self.ask(&profile.nickname, "Какое у вас время?").await;
        self.nickname.lock().unwrap().clone_from(&profile.nickname);
        self.tap_to(profile.city, "Что сейчас с вами происходит?")
            .await;
        for topic in &profile.topics {
            self.tap(topic).await;
        }
        self.tap_to("Готово", "Расскажите о себе").await;
        match &profile.bio {
            Some(bio) => self.ask(bio, "Что вы ищете").await,
            None => self.tap_to("Пропустить", "Что вы ищете").await,
        };
        self.tap_to(profile.purpose.unwrap_or("Пропустить"), "Как говорить")
            .await;
        self.tap_to(
            profile.sensitivity.unwrap_or("Пропустить"),
            "Когда вам удобно",
        )
        .await;
        for window in &profile.windows {
            self.tap(window).await;
        }
        self.tap_to("Готово", "Теперь можно искать собеседника")
            .await;
    }

    /// From `/start` to the first question.
    pub(crate) async fn accept_rules(&self) {
        self.ask("/start", "Это «Ты не один»").await;
        self.tap_to("Дальше", "Как мы здесь разговариваем").await;
        self.tap_to("Дальше", "Если помощь нужна прямо сейчас")
            .await;
        self.tap_to("Мне есть 18, я понимаю", "Как вас называть?")
            .await;
    }

    /// `/find`, up to the waiting card.
    pub(crate) async fn find(&self) {
        self.ask("/find", "Ищу").await;
    }

    /// Waits for a proposal and accepts it.
    pub(crate) async fn accept(&self) {
        self.expect_button(ACCEPT).await;
        self.tap(ACCEPT).await;
    }

    /// Waits for a proposal and skips it.
    pub(crate) async fn skip(&self) {
        self.expect_button(SKIP).await;
        self.tap_to(SKIP, "Вы пропустили").await;
    }

    /// Both search, are proposed to each other, accept; returns in their open talk.
    pub(crate) async fn meet(&self, other: &Self) {
        self.find().await;
        other.find().await;
        self.accept().await;
        other.accept().await;
        self.expect("Разговор открыт").await;
        other.expect("Разговор открыт").await;
    }

    /// Says something and waits until the other reads it, unchanged, under this one's pseudonym.
    pub(crate) async fn tell(&self, other: &Self, text: &str) -> MessageView {
        other.look().await;
        self.say(text).await;
        other.hears(self, text).await
    }

    /// Waits for a relayed text.
    pub(crate) async fn hears(&self, other: &Self, text: &str) -> MessageView {
        let message = self
            .expect(&format!("✉️ {}\n{text}", other.nickname()))
            .await;
        assert_eq!(message.text, format!("✉️ {}\n{text}", other.nickname()));
        message
    }

    /// `/end` with its confirmation; returns when the talk is over.
    pub(crate) async fn end(&self) {
        self.ask("/end", "Завершить разговор?").await;
        self.tap_to("Да, завершить", "Вы завершили разговор").await;
    }

    /// Nothing is proposed to this person.
    pub(crate) async fn assert_no_proposal(&self) {
        let chat = self.chat().await;
        assert!(!chat.has_button(ACCEPT), "{}", chat.transcript());
    }

    /// How many messages of the bot contain `part`.
    pub(crate) async fn count_of(&self, part: &str) -> usize {
        let chat = self.chat().await;
        let messages = chat.bot_messages();
        messages
            .filter(|message| message.text.contains(part))
            .count()
    }

    /// Rates the talk that ended last.
    pub(crate) async fn rate(&self, rating: u8) {
        let label = format!("{rating} ⭐");
        self.expect_button(&label).await;
        let answer = self.tap(&label).await;
        assert!(answer.text.is_some_and(|text| text.contains("Спасибо")));
    }
}

/// What was waited for; a time-out shows the chat as it is read, line by line.
fn shown(outcome: Result<ChatView, ClientError>) -> ChatView {
    outcome.unwrap_or_else(|error| panic!("{error}"))
}
