//! What kind of update it is, read from the raw JSON: teloxide empties what it does not know.

use serde_json::Value;

/// An update as the router sees it. Not `Debug`: it holds what a member said.
#[derive(Clone, PartialEq, Eq)]
pub enum Inbound {
    /// `/name`, in lower case, without the bot's name.
    Command(String),
    /// Any other text.
    Text(String),
    /// A message that is not text.
    Other(Kind),
    /// Telegram took Stars.
    Paid,
    /// Telegram gave Stars back.
    Refunded,
    /// A message was changed.
    Edited,
    /// A reaction was put on a message or taken away.
    Reacted,
    /// A button was pressed.
    Press(Press),
    /// Nothing that anybody expects an answer to.
    Silent,
}

/// A pressed button.
#[derive(Clone, PartialEq, Eq)]
pub struct Press {
    /// Telegram's id of the query.
    pub query_id: String,
    /// What the button carried.
    pub data: String,
    /// The message it stands under.
    pub message_id: Option<i32>,
}

/// A kind of message that is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind(pub &'static str);

/// Fields of a message by which its kind is told, with the key of its sentence. An animation is a document too and a venue a location,
/// so the more special ones come first.
const KINDS: [(&str, Kind); 25] = [
    ("photo", Kind("photo")),
    ("video", Kind("video")),
    ("voice", Kind("voice")),
    ("video_note", Kind("video_note")),
    ("audio", Kind("audio")),
    ("animation", Kind("animation")),
    ("sticker", Kind("sticker")),
    ("document", Kind("document")),
    ("contact", Kind("contact")),
    ("users_shared", Kind("contact")),
    ("chat_shared", Kind("contact")),
    ("venue", Kind("location")),
    ("location", Kind("location")),
    ("poll", Kind("poll")),
    ("dice", Kind("game")),
    ("game", Kind("game")),
    ("story", Kind("story")),
    ("reply_to_story", Kind("story")),
    ("paid_media", Kind("paid_media")),
    ("web_app_data", Kind("web_app")),
    ("gift", Kind("gift")),
    ("unique_gift", Kind("gift")),
    ("giveaway", Kind("gift")),
    ("checklist", Kind("checklist")),
    ("invoice", Kind("other")),
];

/// Notes of Telegram itself that nobody waits to see answered.
const SERVICE: [&str; 8] = [
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "connected_website",
    "new_chat_members",
    "left_chat_member",
    "proximity_alert_triggered",
];

impl Inbound {
    /// Reads an update.
    pub fn read(raw: &Value) -> Self {
        if let Some(query) = raw.get("callback_query") {
            return press(query);
        }
        if let Some(message) = raw.get("message") {
            // Wherever it was paid.
            if message.get("successful_payment").is_some() {
                return Self::Paid;
            }
            if message.get("refunded_payment").is_some() {
                return Self::Refunded;
            }
            return read_message(message);
        }
        if let Some(message) = raw.get("edited_message") {
            return if is_private(message) {
                Self::Edited
            } else {
                Self::Silent
            };
        }
        if let Some(reaction) = raw.get("message_reaction") {
            return if is_private(reaction) {
                Self::Reacted
            } else {
                Self::Silent
            };
        }
        Self::Silent
    }
}

/// In a group everybody would see what concerns one.
fn is_private(message: &Value) -> bool {
    message["chat"]["type"].as_str() == Some("private")
}

fn press(query: &Value) -> Inbound {
    let message = query.get("message");
    if message.is_some_and(|message| !is_private(message)) {
        return Inbound::Silent;
    }
    let Some(query_id) = query["id"].as_str() else {
        return Inbound::Silent;
    };
    let message_id = message.and_then(|message| message["message_id"].as_i64());
    Inbound::Press(Press {
        query_id: query_id.to_owned(),
        data: query["data"].as_str().unwrap_or_default().to_owned(),
        message_id: message_id.and_then(|id| i32::try_from(id).ok()),
    })
}

fn read_message(message: &Value) -> Inbound {
    if !is_private(message) || SERVICE.iter().any(|field| message.get(field).is_some()) {
        return Inbound::Silent;
    }
    if let Some(text) = message["text"].as_str() {
        return command(text).map_or_else(|| Inbound::Text(text.to_owned()), Inbound::Command);
    }
    Inbound::Other(kind_of(message))
}

/// The kind of a message that is not text.
pub(crate) fn kind_of(message: &Value) -> Kind {
    let kind = KINDS
        .into_iter()
        .find_map(|(field, kind)| message.get(field).map(|_| kind));
    kind.unwrap_or(Kind("other"))
}

/// `/find`, `/find@any_bot`, `/Find now` → `find`.
fn command(text: &str) -> Option<String> {
    let word = text.strip_prefix('/')?.split_whitespace().next()?;
    // "/ привет" is no command.
    if text.chars().nth(1).is_none_or(char::is_whitespace) {
        return None;
    }
    let name = word.split('@').next().unwrap_or(word);
    let is_command = (1..=32).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_command.then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(field: &str, value: &Value) -> Inbound {
        Inbound::read(&json!({"message": {"chat": {"type": "private"}, field: value}}))
    }

    #[test]
    fn commands_are_read_with_any_bot_name_and_in_any_case() {
        for text in [
            "/find",
            "/find@some_bot",
            "/FIND",
            "/find now",
            "/find\nnow",
        ] {
            let is_find = message("text", &json!(text)) == Inbound::Command("find".to_owned());
            assert!(is_find, "{text}");
        }
        for text in ["find", "/ find", "//find", "/", "/найти", " /find", "1/2"] {
            let is_text = message("text", &json!(text)) == Inbound::Text(text.to_owned());
            assert!(is_text, "{text}");
        }
    }

    #[test]
    fn kinds_are_told_by_their_fields_also_unknown_ones() {
        for (field, kind) in [
            ("photo", "photo"),
            ("venue", "location"),
            ("from_the_future", "other"),
        ] {
            assert!(
                message(field, &json!({})) == Inbound::Other(Kind(kind)),
                "{field}"
            );
        }
    }

    #[test]
    fn a_payment_is_told_from_other_messages_wherever_it_was_made() {
        for chat in ["private", "supergroup"] {
            let of = |field: &str| json!({"message": {"chat": {"type": chat}, field: {}}});
            assert!(Inbound::read(&of("successful_payment")) == Inbound::Paid);
            assert!(Inbound::read(&of("refunded_payment")) == Inbound::Refunded);
        }
    }

    #[test]
    fn nothing_is_answered_in_a_group() {
        let raw = json!({"message": {"chat": {"type": "supergroup"}, "text": "/start"}});
        assert!(Inbound::read(&raw) == Inbound::Silent);
    }
}
