//! A chat as a page of text.

use telegram_simulator::client::{ChatView, MessageView};

use super::Actor;

const RULER: &str = "────────────────────────────────────────────────────────────────────────";

/// Prints the whole chat: who, what, `[buttons]`.
pub(super) fn print(actor: &Actor, chat: &ChatView, bot_name: &str) {
    println!("\n{RULER}\n{}\n{RULER}", actor.nickname);
    for message in chat.messages.iter().filter(|message| !message.deleted) {
        let who = if message.from_bot {
            bot_name
        } else {
            actor.nickname.as_str()
        };
        print_message(who, message);
    }
}

fn print_message(who: &str, message: &MessageView) {
    println!("\n{who}:");
    for line in message.text.lines() {
        println!("    {line}");
    }
    for row in &message.keyboard {
        let labels: Vec<_> = row
            .iter()
            .map(|button| format!("[{}]", button.text))
            .collect();
        println!("    {}", labels.join(" "));
    }
}
