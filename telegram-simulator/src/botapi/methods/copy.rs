//! `copyMessage`, `copyMessages`.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::media::show_caption_above;
use super::send::{post, post_all};
use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::botapi::formatted::caption_of;
use crate::media::MediaKind;
use crate::state::{Chat, NewContent};

pub(super) const ROWS: &[Row] = &[
    Row(
        "copyMessage",
        "chat_id!: Chat, message_thread_id: Integer, direct_messages_topic_id: Integer, from_chat_id!: Chat, message_id!: Integer, video_start_timestamp: Integer, caption: String, parse_mode: String, caption_entities: [MessageEntity], show_caption_above_media: Boolean, disable_notification: Boolean, protect_content: Boolean, allow_paid_broadcast: Boolean, message_effect_id: String, suggested_post_parameters: SuggestedPostParameters, reply_parameters: ReplyParameters, reply_markup: Markup",
        Handler::Now(copy_message),
    ),
    Row(
        "copyMessages",
        "chat_id!: Chat, message_thread_id: Integer, direct_messages_topic_id: Integer, from_chat_id!: Chat, message_ids!: [Integer], disable_notification: Boolean, protect_content: Boolean, remove_caption: Boolean",
        Handler::Now(copy_messages),
    ),
];

/// <https://core.telegram.org/bots/api#copymessages>: 1–100 in strictly increasing order.
const MESSAGES_MAX: usize = 100;

/// Parts that tell where a message came from or belong to the one chat; a copy has none of them.
const NOT_COPIED: [&str; 6] = [
    "forward_origin",
    "via_bot",
    "media_group_id",
    "quote",
    "external_reply",
    "author_signature",
];

/// "Service messages, paid media messages, giveaway messages, giveaway winners messages, and invoice messages can't be
/// copied"; neither can stories.
const UNCOPYABLE: [&str; 13] = [
    "invoice",
    "paid_media",
    "giveaway",
    "giveaway_winners",
    "giveaway_completed",
    "story",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "web_app_data",
    "gift",
    "pinned_message",
];

fn copy_message(call: &Call) -> Outcome {
    let chat = call.writable_chat()?;
    let from = call.chat_of("from_chat_id")?;
    let id = call.params.integer("message_id").unwrap_or_default();
    let mut content = copied(&from, id)?;
    let can_have_caption =
        MediaKind::of_parts(&content.parts).is_some_and(MediaKind::takes_caption);
    if call.params.text("caption").is_some() && can_have_caption {
        content.caption = caption_of(&call.params)?;
        show_caption_above(
            &mut content.parts,
            call.params.flag("show_caption_above_media"),
        );
    }
    let sent = post(call, &chat, content)?;
    Ok(Reply::Result(json!({ "message_id": sent["message_id"] })))
}

fn copy_messages(call: &Call) -> Outcome {
    let chat = call.writable_chat()?;
    let from = call.chat_of("from_chat_id")?;
    let ids = call.params.list("message_ids").cloned().unwrap_or_default();
    let ids: Vec<i64> = ids.iter().filter_map(Value::as_i64).collect();
    if ids.is_empty() || ids.len() > MESSAGES_MAX || !ids.is_sorted_by(|a, b| a < b) {
        return Err(ApiError::bad(
            "message identifiers must be in a strictly increasing order",
        ));
    }
    // Messages that cannot be found or copied are skipped, as Telegram does.
    let mut contents: Vec<_> = ids
        .iter()
        .filter_map(|id| Some((copied(&from, *id).ok()?, album_of(&from, *id))))
        .collect();
    if contents.is_empty() {
        return Err(ApiError::bad("there are no messages to copy"));
    }
    regroup(call, &mut contents);
    let contents = contents.into_iter().map(|(mut content, _)| {
        if call.params.flag("remove_caption") {
            content.caption = None;
        }
        content
    });
    let posted = post_all(call, &chat, contents.collect())?;
    let sent = posted
        .iter()
        .map(|message| json!({ "message_id": message["message_id"] }));
    Ok(Reply::Result(sent.collect()))
}

fn album_of(from: &Chat, id: i64) -> Option<String> {
    from.with(|state| Some(state.message(id)?.album()?.to_owned()))
}

/// "Album grouping is kept for copied messages", under ids of their own.
fn regroup(call: &Call, contents: &mut [(NewContent, Option<String>)]) {
    let mut groups: HashMap<String, String> = HashMap::new();
    for (content, album) in contents {
        let Some(album) = album.take() else { continue };
        let fresh = || call.world.files.next_album().to_string();
        let group = groups.entry(album).or_insert_with(fresh).clone();
        let key = "media_group_id".to_owned();
        content.parts.insert(key, group.into());
    }
}

fn copied(from: &Chat, id: i64) -> Result<NewContent, ApiError> {
    from.with(|state| {
        let message = state
            .message(id)
            .ok_or_else(|| ApiError::bad("message to copy not found"))?;
        let content = &message.content;
        if content.protected
            || UNCOPYABLE
                .iter()
                .any(|part| content.parts.contains_key(*part))
        {
            return Err(ApiError::bad("message can't be copied"));
        }
        let mut parts = content.parts.clone();
        parts.retain(|part, _| !NOT_COPIED.contains(&part.as_str()));
        Ok(NewContent {
            text: content.text.clone(),
            caption: content.caption.clone(),
            parts,
            ..NewContent::default()
        })
    })
}
