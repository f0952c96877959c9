//! In which language somebody is spoken to: the member's choice, else what Telegram said at the first contact, else Russian.

use app::AppError;
use domain::member::Member;
use domain::values::{Language, MemberId};
use serde_json::Value;

use crate::Services;

/// What Telegram says the sender of an update reads, if the bot speaks it.
pub fn from_telegram(raw: &Value) -> Option<Language> {
    let sender = raw
        .as_object()?
        .values()
        .find_map(|content| content.get("from").or_else(|| content.get("user")))?;
    Language::from_telegram(sender["language_code"].as_str()?)
}

/// The language of a member who is known.
pub fn of(member: &Member) -> Language {
    member.language.unwrap_or_default()
}

/// The language of whoever sent an update, also before they are known.
pub async fn of_sender(
    services: &Services,
    sender: MemberId,
    update: &Value,
) -> Result<Language, AppError> {
    let member: Member = services.dispatcher.load_cached(sender).await?;
    if member.registered {
        return Ok(of(&member));
    }
    Ok(from_telegram(update).unwrap_or_default())
}

/// The language of somebody a message goes to, as this process remembers it.
pub async fn as_remembered(services: &Services, member: MemberId) -> Result<Language, AppError> {
    Ok(of(&services.dispatcher.load_cached(member).await?))
}

/// The same as of now: it may have been changed through another replica.
pub async fn as_of_now(services: &Services, member: MemberId) -> Result<Language, AppError> {
    Ok(of(&services.dispatcher.load(member).await?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_senders_language_is_found_in_every_kind_of_update() {
        let sender = json!({"id": 7, "language_code": "en-GB"});
        for (kind, field) in [
            ("message", "from"),
            ("callback_query", "from"),
            ("message_reaction", "user"),
        ] {
            let raw = json!({"update_id": 1, kind: {field: sender}});
            assert_eq!(from_telegram(&raw), Some(Language::English), "{kind}");
        }
    }

    #[test]
    fn who_reads_another_language_or_does_not_say_is_not_guessed_at() {
        for sender in [json!({"id": 7}), json!({"id": 7, "language_code": "de"})] {
            let raw = json!({"update_id": 1, "message": {"from": sender}});
            assert_eq!(from_telegram(&raw), None);
        }
    }
}
