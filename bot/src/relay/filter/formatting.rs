//! Which of Telegram's entities go over: what looks nice does, what names somebody does not.

use domain::values::contacts::{self, Contact};
use serde_json::Value;

use super::super::entity::{Entity, Span, Style};
use super::utf16_slice;

/// What becomes of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It goes over.
    Carried(Entity),
    /// Its words go over without it.
    Dropped,
    /// Its words are taken out too.
    Hidden(Contact),
}

/// What becomes of an entity of Telegram at its place in `text`.
pub(super) fn fate(span: &Span<&Value>, text: &str) -> Fate {
    let named = match span.style["type"].as_str().unwrap_or_default() {
        // A user without a username is named by id in the entity alone; the words under it are usually the name.
        "mention" | "text_mention" => Some(Contact::Username),
        "email" => Some(Contact::Mail),
        "phone_number" => {
            let number = utf16_slice(text, span.offset..span.end());
            (!contacts::is_helpline(&number)).then_some(Contact::Phone)
        }
        "text_link" => span.style["url"]
            .as_str()
            .and_then(contacts::link_to_person),
        _ => None,
    };
    match (named, Entity::from_telegram(span)) {
        (Some(contact), _) => Fate::Hidden(contact),
        (None, Some(entity)) if is_harmless(&entity.style) => Fate::Carried(entity),
        (None, _) => Fate::Dropped,
    }
}

/// Links into the web only: other schemes open other applications.
fn is_harmless(style: &Style) -> bool {
    let Style::TextLink(url) = style else {
        return true;
    };
    ["http://", "https://"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fate_of(entity: &Value) -> Fate {
        let span = Span {
            style: entity,
            offset: 0,
            length: 4,
        };
        fate(&span, "анна")
    }

    #[test]
    fn what_names_somebody_takes_its_words_along() {
        for (entity, contact) in [
            (json!({"type": "mention"}), Contact::Username),
            (
                json!({"type": "text_mention", "user": {"id": 7}}),
                Contact::Username,
            ),
            (json!({"type": "email"}), Contact::Mail),
            (json!({"type": "phone_number"}), Contact::Phone),
            (
                json!({"type": "text_link", "url": "https://t.me/some_one"}),
                Contact::TelegramLink,
            ),
            (
                json!({"type": "text_link", "url": "TG://user?id=7"}),
                Contact::TelegramLink,
            ),
            (
                json!({"type": "text_link", "url": "https://vk.com/some_one"}),
                Contact::Messenger,
            ),
            (
                json!({"type": "text_link", "url": "mailto:a@example.org"}),
                Contact::Mail,
            ),
        ] {
            assert_eq!(fate_of(&entity), Fate::Hidden(contact), "{entity}");
        }
    }

    #[test]
    fn links_lead_into_the_web_or_nowhere() {
        for url in ["https://example.org", "HTTP://example.org/a"] {
            let link = json!({"type": "text_link", "url": url});
            assert!(matches!(fate_of(&link), Fate::Carried(_)), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "ton://transfer/x",
            "file:///etc/passwd",
            "example.org",
            "",
        ] {
            assert_eq!(
                fate_of(&json!({"type": "text_link", "url": url})),
                Fate::Dropped,
                "{url}"
            );
        }
    }

    #[test]
    fn what_a_bot_cannot_send_loses_its_form_and_keeps_its_words() {
        for kind in [
            "custom_emoji",
            "hashtag",
            "cashtag",
            "bot_command",
            "url",
            "date_time",
            "from_the_future",
        ] {
            assert_eq!(
                fate_of(&json!({"type": kind, "custom_emoji_id": "5"})),
                Fate::Dropped,
                "{kind}"
            );
        }
        assert_eq!(fate_of(&json!({"type": "text_link"})), Fate::Dropped);
    }
}
