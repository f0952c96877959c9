//! Somebody who reads the bot in any language: finds buttons by what they carry and keeps every word they are told.

use std::sync::Mutex;

use serde_json::Value;
use telegram_simulator::client::{ButtonView, ChatView, MessageView, Press, RequestFilter};

use super::Person;

/// Fields of requests whose words a person reads.
const READ: [&str; 3] = ["text", "caption", "description"];

pub(crate) struct Reader {
    pub(crate) person: Person,
    answers: Mutex<Vec<String>>,
}

impl Reader {
    pub(crate) fn new(person: Person) -> Self {
        Self {
            person,
            answers: Mutex::default(),
        }
    }

    /// Waits for a button whose data begin so and presses the newest one; what the press is answered with.
    pub(crate) async fn press(&self, verb: &str) -> String {
        let data = format!("v1:{verb}");
        let chat = self
            .person
            .control
            .wait_for(verb, |chat| find(chat, &data).is_some())
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        let (message, button) = find(&chat, &data).unwrap();
        let press = Press {
            message_id: Some(message.message_id),
            data: button.data.clone(),
            ..Press::default()
        };
        self.person.look().await;
        let answer = self.person.control.press_button(&press).await.unwrap();
        assert!(answer.answered, "{verb} was never answered");
        let sentence = answer.text.unwrap_or_default();
        self.answers.lock().unwrap().push(sentence.clone());
        sentence
    }

    /// Presses and waits for what it leads to.
    pub(crate) async fn press_to(&self, verb: &str, expected: &str) -> MessageView {
        self.press(verb).await;
        self.person.expect(expected).await
    }

    /// Everything this person was ever told: messages, also those that were edited away, labels, answers, the menu as it is.
    pub(crate) async fn was_told(&self) -> Vec<String> {
        let filter = RequestFilter {
            chat_id: Some(self.person.control.id()),
            ..RequestFilter::default()
        };
        let control = self.person.control.bot().control();
        let mut told = self.answers.lock().unwrap().clone();
        for request in control.requests(&filter).await.unwrap() {
            collect(&request.params, &mut told);
        }
        let commands = self.person.chat().await.commands;
        told.extend(commands.into_iter().map(|command| command.description));
        told
    }
}

fn find<'a>(chat: &'a ChatView, data: &str) -> Option<(&'a MessageView, &'a ButtonView)> {
    let carries = |button: &&ButtonView| {
        let carried = button.data.as_deref().unwrap_or_default();
        carried.starts_with(data)
    };
    let mut messages = chat.bot_messages().rev();
    messages.find_map(|message| {
        let button = message.keyboard.iter().flatten().find(carries)?;
        Some((message, button))
    })
}

fn collect(value: &Value, told: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if READ.contains(&name.as_str()) => told.push(text.clone()),
                    // A form carries its objects as JSON.
                    Value::String(text) => {
                        if let Ok(inner @ (Value::Object(_) | Value::Array(_))) =
                            serde_json::from_str(text)
                        {
                            collect(&inner, told);
                        }
                    }
                    inner => collect(inner, told),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, told)),
        _ => {}
    }
}
