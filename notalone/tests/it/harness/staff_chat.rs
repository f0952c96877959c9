//! The moderators' chat: a group with people of the staff, who read what the bot says there and press its buttons.

use telegram_simulator::client::{ChatView, GroupControl, MessageView, NewGroup, Press};

use super::browser::Session;
use super::desk::Colleague;
use super::{Options, Person, System};

/// Its id, which the processes have to know before it is there.
pub(crate) const STAFF_CHAT: i64 = -1_001_234_567_890;
pub(crate) const TAKE: &str = "Взять";
pub(crate) const OPEN: &str = "Открыть";

/// The chat as everybody in it sees it.
pub(crate) struct StaffChat {
    pub(crate) control: GroupControl,
}

impl Options {
    /// With a moderators' chat.
    pub(crate) fn staff_chat(self) -> Self {
        self.variable("MOD_CHAT_ID", STAFF_CHAT)
    }
}

impl System {
    /// The group that `MOD_CHAT_ID` names; the first of these people adds the bot.
    pub(crate) async fn staff_chat(&self, people: &[&Person]) -> StaffChat {
        self.personal.lock().unwrap().push(STAFF_CHAT.to_string());
        self.group(Some(STAFF_CHAT), people).await
    }

    /// Any group with the bot.
    pub(crate) async fn group(&self, id: Option<i64>, people: &[&Person]) -> StaffChat {
        let group = NewGroup {
            id,
            title: Some("Дежурные".to_owned()),
            members: people.iter().map(|person| person.control.id()).collect(),
        };
        StaffChat {
            control: self.bot.new_group(&group).await.unwrap(),
        }
    }

    /// A one-time code from the console's page.
    pub(crate) async fn link_code(&self, session: &Session) -> String {
        let page = self.post(session, "/console/account/link", "").await;
        let (_, rest) = page.text.split_once(r#"<code id="code">"#).unwrap();
        rest.split('<').next().unwrap().to_owned()
    }

    /// Somebody of the staff tells the bot who they are; their session in the console.
    pub(crate) async fn linked(&self, colleague: &Colleague, person: &Person) -> Session {
        let session = self.sign_in(colleague).await;
        let code = self.link_code(&session).await;
        let command = format!("/link {code}");
        let known = person.ask(&command, "теперь знают вас как").await;
        assert!(known.text.contains(colleague.name), "{}", known.text);
        session
    }
}

impl StaffChat {
    /// Waits for a message of the bot that contains `part`; the newest.
    pub(crate) async fn expect(&self, part: &str) -> MessageView {
        let is_it = |message: &MessageView| message.text.contains(part);
        let chat = self
            .control
            .wait_for(part, |chat| chat.bot_messages().any(is_it));
        let chat = chat.await.unwrap_or_else(|error| panic!("{error}"));
        chat.bot_messages()
            .rfind(|message| is_it(message))
            .cloned()
            .unwrap()
    }

    /// How many messages of the bot contain `part`.
    pub(crate) async fn count_of(&self, part: &str) -> usize {
        let chat = self.control.chat().await.unwrap();
        let messages = chat.bot_messages();
        messages
            .filter(|message| message.text.contains(part))
            .count()
    }

    /// Waits until so many messages of the bot contain `part`.
    pub(crate) async fn expect_count(&self, part: &str, count: usize) {
        let contains = |chat: &ChatView| {
            let messages = chat.bot_messages();
            messages
                .filter(|message| message.text.contains(part))
                .count()
                == count
        };
        let waited = self.control.wait_for(part, contains).await;
        waited.unwrap();
    }

    /// Presses the newest button with this label; what the press is answered with.
    pub(crate) async fn tap(&self, person: &Person, label: &str) -> String {
        let press = Press {
            label: Some(label.to_owned()),
            ..Press::default()
        };
        self.press(person, &press).await
    }

    /// Presses what need not be there any more, or never was.
    pub(crate) async fn forge(&self, person: &Person, message_id: i64, data: &str) -> String {
        let press = Press {
            message_id: Some(message_id),
            data: Some(data.to_owned()),
            forged: true,
            ..Press::default()
        };
        self.press(person, &press).await
    }

    async fn press(&self, person: &Person, press: &Press) -> String {
        let answer = self.control.press(&person.control, press).await.unwrap();
        assert!(answer.answered, "the press was never answered");
        answer.text.unwrap_or_default()
    }
}

/// What a button of a message carries.
pub(crate) fn data_of(message: &MessageView, label: &str) -> String {
    message.button(label).unwrap().data.clone().unwrap()
}
