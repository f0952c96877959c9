//! What a person does to messages that are there: edits, deletions, reactions.

use serde_json::{Value, json};

use super::{NotPossible, Person, caption_of, text_of, words};
use crate::botapi::is_reaction;
use crate::delivery::Lane;
use crate::media::{FILE_FIELDS, MediaKind};
use crate::model::{Edit, Reaction, Sent};
use crate::state::{Author, Message, ReactionType};

/// Telegram's apps let a person edit a message of a private chat for so long.
const EDITABLE_S: i64 = 48 * 60 * 60;
/// Reactions of one person on one message, with Premium.
const REACTIONS_MAX: usize = 3;

impl Person {
    pub(crate) fn edit(&self, message_id: i64, edit: Edit) -> Result<Sent, NotPossible> {
        self.can_act()?;
        let words = words(&edit.text, edit.entities)?;
        let now_s = self.world.clock.now_s();
        self.chat.with(|state| {
            let message = state.message(message_id).ok_or(NotPossible::NoMessage)?;
            check_editable(message, now_s)?;
            let mut content = message.content.clone();
            if let Some(media) = &edit.media {
                let new = MediaKind::of_field(&media.kind).ok_or(NotPossible::Media)?;
                check_replaceable(message, new)?;
                let added = self.media_parts(media, false)?;
                content
                    .parts
                    .retain(|part, _| !FILE_FIELDS.contains(&part.as_str()));
                content.parts.extend(added);
                content.text = None;
            }
            if content.text.is_some() {
                content.text = Some(text_of(words)?);
            } else {
                content.caption = caption_of(words)?;
            }
            state.change_message(message_id, |message| {
                message.edited_s = Some(now_s);
                message.content = content;
            });
            let update_id = self.tell_message(state, "edited_message", message_id);
            Ok(Sent {
                message_id,
                update_id,
            })
        })
    }

    /// Telegram tells bots nothing of it.
    pub(crate) fn delete(&self, message_id: i64) -> Result<(), NotPossible> {
        self.chat.with(|state| {
            state
                .change_message(message_id, |message| message.deleted = true)
                .ok_or(NotPossible::NoMessage)
        })
    }

    pub(crate) fn react(&self, message_id: i64, reaction: Reaction) -> Result<Sent, NotPossible> {
        self.can_act()?;
        let new = reactions_of(reaction)?;
        let date_s = self.world.clock.now_s();
        let list = |reactions: &[ReactionType]| -> Value {
            reactions.iter().map(ReactionType::to_json).collect()
        };
        self.chat.with(|state| {
            let new_list = list(&new);
            let old = state
                .change_message(message_id, |message| {
                    std::mem::replace(&mut message.user_reactions, new)
                })
                .ok_or(NotPossible::NoMessage)?;
            let body = json!({
                "chat": self.chat.to_json(),
                "message_id": message_id,
                "user": self.user.to_json(),
                "date": date_s,
                "old_reaction": list(&old),
                "new_reaction": new_list,
            });
            let lane = Lane::Reaction(self.user.id);
            let update_id = self.tell("message_reaction", lane, body);
            Ok(Sent {
                message_id,
                update_id,
            })
        })
    }
}

fn reactions_of(reaction: Reaction) -> Result<Vec<ReactionType>, NotPossible> {
    if !reaction.emoji.iter().all(|emoji| is_reaction(emoji)) {
        return Err(NotPossible::Reaction);
    }
    let emoji = reaction.emoji.into_iter().map(ReactionType::Emoji);
    let custom = reaction.custom_emoji_ids.into_iter();
    let all: Vec<_> = emoji.chain(custom.map(ReactionType::CustomEmoji)).collect();
    if all.len() > REACTIONS_MAX {
        return Err(NotPossible::Reaction);
    }
    Ok(all)
}

fn check_editable(message: &Message, now_s: i64) -> Result<(), NotPossible> {
    if message.author != Author::Person {
        return Err(NotPossible::NotOwn);
    }
    let parts = &message.content.parts;
    let is_foreign = parts.contains_key("forward_origin") || parts.contains_key("via_bot");
    let has_words = message.content.text.is_some()
        || MediaKind::of_parts(parts).is_some_and(MediaKind::takes_caption);
    if is_foreign || !has_words || now_s - message.date_s >= EDITABLE_S {
        return Err(NotPossible::NotEditable);
    }
    Ok(())
}

fn check_replaceable(message: &Message, new: MediaKind) -> Result<(), NotPossible> {
    let parts = &message.content.parts;
    let old = MediaKind::of_parts(parts);
    let in_album = parts.contains_key("media_group_id");
    let fits = match old {
        Some(old) if in_album => new.goes_with(old),
        Some(old) => old.is_replaceable() && new.is_replaceable(),
        // Words can be replaced by a file.
        None => new.is_replaceable(),
    };
    if fits {
        Ok(())
    } else {
        Err(NotPossible::NotEditable)
    }
}
