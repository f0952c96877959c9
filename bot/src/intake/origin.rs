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
    /// What it is when it was not said in private.
    pub(super) from_group: Option<FromGroup>,
    /// Stars were paid or given back.
    pub(super) is_payment: bool,
    /// What a `my_chat_member` says.
    pub(super) reachable: Option<bool>,
}

/// What is read of groups. Who writes or presses there does not become a member by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FromGroup {
    /// A reply in the operators' chat.
    Reply,
    /// A pressed button, in whatever group: it waits for an answer.
    Press,
}

/// Why an update is not handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// Not an update at all: it has no id.
    NoUpdate,
    /// Not from a person in a private chat, or of a kind nobody asked for.
    NotForUs(&'static str),
}

/// What a message about a payment holds (Bot API, `Message`).
const PAYMENTS: [&str; 2] = ["successful_payment", "refunded_payment"];
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
        let is_payment = PAYMENTS.iter().any(|field| content.get(field).is_some());
        // Stars are somebody's wherever they were paid.
        if !chat.is_null() && chat["type"] != "private" && !is_payment {
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
            from_group: None,
            is_payment,
            reachable,
        })
    }
}

impl Origin {
    /// What of a group is for us: pressed buttons, and replies in the operators' chat, when that is a group.
    pub(super) fn of_group(raw: &Value, operators_chat: Option<i64>) -> Option<Self> {
        Self::of_press(raw).or_else(|| Self::of_reply(raw, operators_chat?))
    }

    fn of_press(raw: &Value) -> Option<Self> {
        let query = raw.get("callback_query")?;
        if !is_group(&query["message"]["chat"]) || query["from"]["is_bot"] == true {
            return None;
        }
        Some(Self {
            update_id: raw["update_id"].as_i64()?,
            kind: "callback_query",
            user: query["from"]["id"].as_i64()?,
            skips_queues: false,
            from_group: Some(FromGroup::Press),
            is_payment: false,
            reachable: None,
        })
    }

    fn of_reply(raw: &Value, operators_chat: i64) -> Option<Self> {
        let message = raw.get("message")?;
        let chat = &message["chat"];
        let is_reply = message.get("reply_to_message").is_some();
        let is_theirs = chat["id"].as_i64() == Some(operators_chat);
        if !(is_group(chat) && is_reply && is_theirs) || message["from"]["is_bot"] == true {
            return None;
        }
        Some(Self {
            update_id: raw["update_id"].as_i64()?,
            kind: "message",
            user: operators_chat,
            skips_queues: false,
            from_group: Some(FromGroup::Reply),
            is_payment: false,
            reachable: None,
        })
    }
}

fn is_group(chat: &Value) -> bool {
    matches!(chat["type"].as_str(), Some("group" | "supergroup"))
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
        assert!(!origin.is_payment);
    }

    #[test]
    fn a_payment_and_its_return_are_told_from_other_messages_wherever_they_were_made() {
        for field in ["successful_payment", "refunded_payment"] {
            let mut update = private("message");
            update["message"]["chat"]["type"] = "supergroup".into();
            update["message"][field] = json!({"currency": "XTR"});
            assert!(Origin::of(&update).unwrap().is_payment, "{field}");
        }
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
    fn of_what_is_said_in_groups_only_a_reply_in_the_operators_chat_is_for_us() {
        let said = |chat: i64, kind: &str, reply: bool| {
            let mut update = private("message");
            update["message"]["chat"] = json!({"id": chat, "type": kind});
            if reply {
                update["message"]["reply_to_message"] = json!({"message_id": 1});
            }
            Origin::of_group(&update, Some(-100))
        };
        let reply = said(-100, "supergroup", true).unwrap();
        assert_eq!(reply.from_group, Some(FromGroup::Reply));
        assert!(!reply.skips_queues && !reply.is_payment);
        for (chat, kind, reply) in [
            (-100, "supergroup", false),
            (-101, "supergroup", true),
            (-100, "private", true),
        ] {
            assert_eq!(said(chat, kind, reply), None);
        }
    }

    #[test]
    fn a_press_in_any_group_is_for_us_and_one_of_a_bot_is_not() {
        let pressed = |kind: &str, is_bot: bool| {
            let query = json!({"from": {"id": 7, "is_bot": is_bot}, "message": {"chat": {"id": -5, "type": kind}}});
            let update = json!({"update_id": 1, "callback_query": query});
            assert_eq!(
                Origin::of(&update),
                Err(Unusable::NotForUs("callback_query"))
            );
            Origin::of_group(&update, None)
        };
        for kind in ["group", "supergroup"] {
            let press = pressed(kind, false).unwrap();
            assert_eq!((press.from_group, press.user), (Some(FromGroup::Press), 7));
            assert_eq!(pressed(kind, true), None);
        }
        assert_eq!(pressed("channel", false), None);
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
