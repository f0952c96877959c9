//! What one person saw and did, in order: cards that changed in place are there as they were at each look.

use std::collections::HashMap;

use telegram_simulator::client::{ChatView, MessageView};

const RULER: &str = "────────────────────────────────────────────────────────────────────────";

/// The notes of one person.
#[derive(Debug, Default)]
pub(super) struct Diary {
    entries: Vec<Entry>,
    /// Each message as it was noted last.
    known: HashMap<i64, MessageView>,
}

#[derive(Debug)]
enum Entry {
    Message(Box<MessageView>),
    Pressed(String),
}

impl Diary {
    /// Notes what is new or different.
    pub(super) fn look(&mut self, chat: &ChatView) {
        for message in chat.messages.iter().filter(|message| !message.deleted) {
            let known = self.known.get(&message.message_id);
            let is_known = known.is_some_and(|known| {
                known.text == message.text && known.keyboard == message.keyboard
            });
            if !is_known {
                self.known.insert(message.message_id, message.clone());
                self.entries.push(Entry::Message(Box::new(message.clone())));
            }
        }
    }

    /// Notes buttons by their labels.
    pub(super) fn press(&mut self, labels: &[String]) {
        if !labels.is_empty() {
            self.entries.push(Entry::Pressed(labels.join("] [")));
        }
    }

    /// Prints all of it: who, what, `[buttons]`.
    pub(super) fn print(&self, nickname: &str, bot_name: &str) {
        println!("\n{RULER}\n{nickname}\n{RULER}");
        for entry in &self.entries {
            match entry {
                Entry::Pressed(labels) => println!("\n{nickname}:\n    → [{labels}]"),
                Entry::Message(message) if message.from_bot => print_message(bot_name, message),
                Entry::Message(message) => print_message(nickname, message),
            }
        }
    }
}

fn print_message(who: &str, message: &MessageView) {
    println!("\n{who}:");
    for line in message.text.lines() {
        println!("    {line}");
    }
    if let Some(media) = &message.media {
        let words = ["title", "description"].map(|field| message.media_text(field));
        for line in words.iter().flatten() {
            println!("    {line}");
        }
        if words == [None, None] {
            println!("    <{}>", media.kind);
        }
    }
    for row in &message.keyboard {
        let labels: Vec<_> = row
            .iter()
            .map(|button| format!("[{}]", button.text))
            .collect();
        println!("    {}", labels.join(" "));
    }
}
