//! Command menus: `setMyCommands`, `getMyCommands`, `deleteMyCommands`.

use serde_json::{Value, json};

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::model::CommandView;
use crate::state::{ChatState, CommandScope};
use crate::text::utf16_length;

pub(super) const ROWS: &[Row] = &[
    Row(
        "setMyCommands",
        "commands!: [BotCommand], scope: BotCommandScope, language_code: String",
        Handler::Now(set_my_commands),
    ),
    Row(
        "getMyCommands",
        "scope: BotCommandScope, language_code: String",
        Handler::Now(get_my_commands),
    ),
    Row(
        "deleteMyCommands",
        "scope: BotCommandScope, language_code: String",
        Handler::Now(delete_my_commands),
    ),
];

/// <https://core.telegram.org/bots/api#setmycommands>: at most 100 commands.
const COMMANDS_MAX: usize = 100;
/// <https://core.telegram.org/bots/api#botcommand>: 1–32 of `a-z0-9_`, description 1–256.
const COMMAND_MAX: usize = 32;
const DESCRIPTION_MAX: i64 = 256;

fn set_my_commands(call: &Call) -> Outcome {
    let list = call.params.list("commands").cloned().unwrap_or_default();
    if list.len() > COMMANDS_MAX {
        return Err(ApiError::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let commands = list
        .iter()
        .map(command_of)
        .collect::<Result<Vec<_>, ApiError>>()?;
    change_menu(call, commands)
}

fn delete_my_commands(call: &Call) -> Outcome {
    change_menu(call, Vec::new())
}

fn get_my_commands(call: &Call) -> Outcome {
    let menu = call.bot.menu(scope_of(call)?, language_of(call));
    Ok(Reply::Result(json!(menu)))
}

fn change_menu(call: &Call, commands: Vec<CommandView>) -> Outcome {
    let scope = scope_of(call)?;
    let chats = match &scope {
        CommandScope::Chat(user_id) => call.world.chat(&call.bot, *user_id).into_iter().collect(),
        _ => call.bot.all_chats(),
    };
    call.bot.set_menu(scope, language_of(call), commands);
    for chat in chats {
        chat.with(ChatState::touch);
    }
    Ok(Reply::yes())
}

fn command_of(value: &Value) -> Result<CommandView, ApiError> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let command = text("command").trim_start_matches('/').to_owned();
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if command.is_empty() || command.len() > COMMAND_MAX || !command.chars().all(legal) {
        return Err(ApiError::bad("BOT_COMMAND_INVALID"));
    }
    let description = text("description").trim().to_owned();
    if description.is_empty() || utf16_length(&description) > DESCRIPTION_MAX {
        return Err(ApiError::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
    }
    Ok(CommandView {
        command,
        description,
    })
}

fn language_of(call: &Call) -> String {
    let language = call.params.text("language_code");
    language.unwrap_or_default().to_owned()
}

fn scope_of(call: &Call) -> Result<CommandScope, ApiError> {
    let Some(scope) = call.params.value("scope") else {
        return Ok(CommandScope::Default);
    };
    let kind = scope.get("type").and_then(Value::as_str);
    match kind.unwrap_or_default() {
        "default" => Ok(CommandScope::Default),
        "all_private_chats" => Ok(CommandScope::AllPrivateChats),
        "chat" => {
            let chat = scope.get("chat_id").and_then(Value::as_i64);
            chat.filter(|id| call.world.user(*id).is_some())
                .map(CommandScope::Chat)
                .ok_or_else(|| ApiError::bad("chat not found"))
        }
        "all_group_chats" | "all_chat_administrators" | "chat_administrators" | "chat_member" => {
            Ok(CommandScope::Other(scope.to_string()))
        }
        _ => Err(ApiError::bad(
            "can't parse BotCommandScope: unsupported type specified",
        )),
    }
}
