//! The command menus: the full one of a bot, and a shorter one in a chat while a talk is open.

use app::BotId;
use app::vault::Address;
use chrono::Duration;
use domain::values::Language;
use serde_json::{Value, json};

use crate::texts;
use crate::{GatewayError, Services};

const EVERYWHERE: [&str; 19] = [
    "start",
    "find",
    "next",
    "end",
    "cancel",
    "profile",
    "settings",
    "block",
    "blocks",
    "report",
    "sos",
    "tips",
    "rules",
    "privacy",
    "export",
    "delete_me",
    "terms",
    "paysupport",
    "help",
];
const IN_TALK: [&str; 9] = [
    "end", "next", "block", "report", "del", "tips", "sos", "rules", "help",
];
/// A menu is a convenience: nothing waits long for it.
const LIMIT: Duration = Duration::seconds(30);

/// Registers a bot's menu in every language; called when the bot starts.
pub async fn register(services: &Services, bot: BotId) -> Result<(), GatewayError> {
    for language in Language::ALL {
        let mut params = json!({"commands": entries(language, &EVERYWHERE)});
        // The default language is for everybody whose own the bot does not speak.
        if language != Language::default() {
            params["language_code"] = json!(language.tag());
        }
        call(services, bot, "setMyCommands", &params).await?;
    }
    Ok(())
}

/// Shows the shorter menu in a chat; whether it arrives changes nothing about the talk.
pub async fn talk_opened(services: &Services, to: Address, language: Language) {
    set_in_chat(services, to, language, &IN_TALK).await;
}

/// Shows the full menu in a chat again: in the language that was chosen, else in that of the member's Telegram.
pub async fn talk_closed(services: &Services, to: Address, chosen: Option<Language>) {
    let Some(language) = chosen else {
        let params = json!({"scope": scope(to)});
        note(call(services, to.bot, "deleteMyCommands", &params).await);
        return;
    };
    set_in_chat(services, to, language, &EVERYWHERE).await;
}

async fn set_in_chat(
    services: &Services,
    to: Address,
    language: Language,
    commands: &[&'static str],
) {
    let params = json!({"commands": entries(language, commands), "scope": scope(to)});
    note(call(services, to.bot, "setMyCommands", &params).await);
}

fn entries(language: Language, commands: &[&'static str]) -> Vec<Value> {
    let words = texts::words(language);
    let entry = |command: &&'static str| {
        let description = words.menu_entry(*command).plain();
        json!({"command": command, "description": description})
    };
    commands.iter().map(entry).collect()
}

fn scope(to: Address) -> Value {
    json!({"type": "chat", "chat_id": to.chat_id})
}

async fn call(
    services: &Services,
    bot: BotId,
    method: &'static str,
    params: &Value,
) -> Result<(), GatewayError> {
    let deadline = services.clock.now() + LIMIT;
    services
        .gateway
        .call(bot, method, params, deadline)
        .await
        .map(|_| ())
}

fn note(outcome: Result<(), GatewayError>) {
    if let Err(error) = outcome {
        tracing::debug!(%error, "a chat's menu was not changed");
    }
}
