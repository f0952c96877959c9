//! A chat as its person sees it.

use serde_json::Value;

use super::{Author, Bot, Chat, Message, Peer, Presence, ReactionType};
use crate::model::{ButtonView, ChatView, MediaView, MessageView};

/// Fields of a message that are shown as something besides text.
const MEDIA_KINDS: [&str; 21] = [
    "animation", // before `document`, which Telegram sets too
    "audio",
    "document",
    "photo",
    "sticker",
    "video",
    "video_note",
    "voice",
    "contact",
    "dice",
    "game",
    "poll",
    "venue",
    "location",
    "invoice",
    "successful_payment",
    "refunded_payment",
    "story",
    "paid_media",
    "web_app_data",
    "checklist",
];

impl Chat {
    /// What the person sees, or anybody in the group; only messages changed after `since`, 0 for all.
    pub(crate) fn view(&self, bot: &Bot, now_us: i64, since: u64) -> ChatView {
        let (commands, stars) = match &self.peer {
            Peer::Person(user) => (bot.menu_for(user), user.stars()),
            Peer::Group(_) => (Vec::new(), 0),
        };
        self.with(|state| ChatView {
            bot_id: bot.id,
            user_id: self.id(),
            change: state.change,
            started: state.presence != Presence::Stranger,
            blocked: state.presence == Presence::Blocked,
            action: state
                .action
                .as_ref()
                .filter(|(_, until_us)| *until_us > now_us)
                .map(|(action, _)| action.clone()),
            commands,
            stars,
            reply_keyboard: state.reply_keyboard.clone(),
            messages: state
                .messages
                .iter()
                .filter(|message| message.change > since)
                .map(|message| message.view(bot.id))
                .collect(),
        })
    }
}

impl Message {
    pub(crate) fn view(&self, bot_id: i64) -> MessageView {
        let words = self.words().filter(|_| !self.deleted);
        MessageView {
            message_id: self.id,
            from_bot: self.author == Author::Bot,
            date: self.date_s,
            text: words.map(|words| words.text.clone()).unwrap_or_default(),
            entities: words
                .map(|words| words.entities.clone())
                .unwrap_or_default(),
            media: self.media(bot_id).filter(|_| !self.deleted),
            keyboard: if self.deleted {
                Vec::new()
            } else {
                buttons(self.content.inline_keyboard.as_ref())
            },
            caption_above: self.has_mark("show_caption_above_media"),
            reply_to: self.content.reply_to,
            quote: self.part_text("quote", &["text"]),
            forwarded_from: self.forwarded_from(),
            via_bot: self.part_text("via_bot", &["username"]),
            edited: self.edited_s.is_some(),
            deleted: self.deleted,
            protected: self.content.protected,
            paid: self.content.paid,
            user_reactions: self
                .user_reactions
                .iter()
                .map(ReactionType::shown)
                .collect(),
            bot_reactions: self.bot_reactions.clone(),
            change: self.change,
        }
    }

    fn has_mark(&self, part: &str) -> bool {
        self.content.parts.get(part) == Some(&Value::Bool(true))
    }

    /// A text inside a part.
    fn part_text(&self, part: &str, path: &[&str]) -> Option<String> {
        let part = self.content.parts.get(part).filter(|_| !self.deleted)?;
        let mut values = path.iter();
        let inner = values.try_fold(part, |value, key| value.get(*key))?;
        inner.as_str().map(str::to_owned)
    }

    /// The name that Telegram's apps show above what was forwarded.
    fn forwarded_from(&self) -> Option<String> {
        const NAMES: [&[&str]; 4] = [
            &["sender_user", "first_name"],
            &["sender_user_name"],
            &["sender_chat", "title"],
            &["chat", "title"],
        ];
        let mut names = NAMES.iter();
        names.find_map(|path| self.part_text("forward_origin", path))
    }

    fn media(&self, bot_id: i64) -> Option<MediaView> {
        let parts = &self.content.parts;
        let kind = MEDIA_KINDS.iter().find(|kind| parts.contains_key(**kind))?;
        let value = parts.get(*kind)?;
        // A photo is a list of sizes, the last one being the largest.
        let file = value
            .as_array()
            .map_or(Some(value), |sizes| sizes.last())
            .unwrap_or(value);
        let text = |key: &str| file.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(MediaView {
            kind: (*kind).to_owned(),
            file_url: text("file_id").map(|id| format!("/control/bots/{bot_id}/files/{id}")),
            file_name: text("file_name"),
            spoiler: self.has_mark("has_media_spoiler"),
            media_group_id: parts
                .get("media_group_id")
                .and_then(Value::as_str)
                .map(str::to_owned),
            object: file.clone(),
        })
    }
}

/// The buttons of an `InlineKeyboardMarkup`.
pub(crate) fn buttons(markup: Option<&Value>) -> Vec<Vec<ButtonView>> {
    let rows = markup
        .and_then(|markup| markup.get("inline_keyboard"))
        .and_then(Value::as_array);
    let button = |button: &Value| {
        let text = |key: &str| button.get(key).and_then(Value::as_str).map(str::to_owned);
        ButtonView {
            text: text("text").unwrap_or_default(),
            data: text("callback_data"),
            url: text("url"),
            pay: button.get("pay") == Some(&Value::Bool(true)),
        }
    };
    rows.into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .map(|row| row.iter().map(button).collect())
        .collect()
}
