//! Where an update comes from, read from Telegram's own JSON: what teloxide does not know must not get lost here.

use serde_json::Value;

/// What intake has to know about an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) update_id: i64,
    pub(super) kind: &'static str,
    /// The sender; in a private chat also the chat's id.
    pub(super) user: i64,
    pub(super) skips_queues: bool,
    /// What a `my_chat_member` says.
    pub(super) reachable: Option<bool>,
}

/// Why an update is not handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// Not an update at all: it has no id.
    NoUpdate,
    /// Not from a person in a private chat, or of a kind nobody asked for.
    NotForUs(&'static str),
}

/// Kind of what is in no group that we know.
const OTHER: &str = "other";

impl Origin {
    pub(super) fn of(raw: &Value) -> Result<Self, Unusable> {
        let update_id = raw["update_id"].as_i64().ok_or(Unusable::NoUpdate)?;
        let (kind, content) = super::ALLOWED_UPDATES
            .into_iter()
            .find_map(|kind| raw.get(kind).map(|content| (kind, content)))
            .ok_or(Unusable::NotForUs(OTHER))?;
        let not_for_us = Unusable::NotForUs(kind);
        let (sender, chat) = match kind {
            "callback_query" => (&content["from"], &content["message"]["chat"]),
            "pre_checkout_query" => (&content["from"], &Value::Null),
            "message_reaction" => (&content["user"], &content["chat"]),
            _ => (&content["from"], &content["chat"]),
        };
        if !chat.is_null() && chat["type"] != "private" {
            return Err(not_for_us);
        }
        if sender["is_bot"] == true {
            return Err(not_for_us);
        }
        let user = sender["id"].as_i64().ok_or(not_for_us)?;
        let reachable = match (kind, content["new_chat_member"]["status"].as_str()) {
            ("my_chat_member", Some("kicked")) => Some(false),
            ("my_chat_member", Some("member")) => Some(true),
            ("my_chat_member", _) => return Err(not_for_us),
            _ => None,
        };
        Ok(Self {
            update_id,
            kind,
            user,
            skips_queues: kind == "pre_checkout_query",
            reachable,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn private(kind: &str) -> Value {
        json!({"update_id": 5, kind: {"from": {"id": 7, "is_bot": false}, "chat": {"id": 7, "type": "private"}}})
    }

    #[test]
    fn a_message_of_a_person_in_a_private_chat_is_for_us() {
        let origin = Origin::of(&private("message")).unwrap();
        assert_eq!(
            (origin.update_id, origin.kind, origin.user),
            (5, "message", 7)
        );
        assert_eq!((origin.skips_queues, origin.reachable), (false, None));
    }

    #[test]
    fn groups_bots_and_unasked_kinds_are_not_for_us() {
        let mut group = private("message");
        group["message"]["chat"]["type"] = "supergroup".into();
        assert_eq!(Origin::of(&group), Err(Unusable::NotForUs("message")));
        let mut bot = private("message");
        bot["message"]["from"]["is_bot"] = true.into();
        assert_eq!(Origin::of(&bot), Err(Unusable::NotForUs("message")));
        assert_eq!(
            Origin::of(&private("channel_post")),
            Err(Unusable::NotForUs("other"))
        );
        assert_eq!(Origin::of(&json!({"ok": true})), Err(Unusable::NoUpdate));
        assert_eq!(Origin::of(&json!([])), Err(Unusable::NoUpdate));
    }

    #[test]
    fn a_query_has_its_chat_in_its_message_or_none() {
        let query = json!({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"type": "private"}}}});
        assert_eq!(Origin::of(&query).map(|origin| origin.user), Ok(7));
        let checkout = json!({"update_id": 1, "pre_checkout_query": {"from": {"id": 7}}});
        assert!(Origin::of(&checkout).unwrap().skips_queues);
    }

    #[test]
    fn leaving_and_coming_back_are_told_apart() {
        let mut update = private("my_chat_member");
        for (status, expected) in [("kicked", Some(false)), ("member", Some(true))] {
            update["my_chat_member"]["new_chat_member"] = json!({"status": status});
            assert_eq!(Origin::of(&update).unwrap().reachable, expected);
        }
    }
}
