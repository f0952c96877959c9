//! Everything with a file: `sendPhoto` and its kin, `sendMediaGroup`, `getFile`.

use serde_json::{Map, Value, json};

use super::send::{post, post_all};
use super::upload::file_parts;
use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::botapi::formatted::caption_of;
use crate::botapi::params::Params;
use crate::files::FileNumber;
use crate::media::MediaKind;
use crate::state::NewContent;

/// A signature with what all sending methods share.
macro_rules! signature {
    ($own:literal with caption) => {
        concat!(
            "caption: String, parse_mode: String, caption_entities: [MessageEntity], ",
            signature!($own)
        )
    };
    ($own:literal) => {
        concat!(
            $own,
            ", business_connection_id: String, chat_id!: Chat, message_thread_id: Integer, direct_messages_topic_id: Integer, disable_notification: Boolean, protect_content: Boolean, allow_paid_broadcast: Boolean, message_effect_id: String, suggested_post_parameters: SuggestedPostParameters, reply_parameters: ReplyParameters, reply_markup: Markup"
        )
    };
}

pub(super) const ROWS: &[Row] = &[
    Row(
        "sendPhoto",
        signature!("photo!: File, has_spoiler: Boolean, show_caption_above_media: Boolean" with caption),
        Handler::Now(|call| send(call, MediaKind::Photo)),
    ),
    Row(
        "sendVideo",
        signature!("video!: File, duration: Integer, width: Integer, height: Integer, thumbnail: File, cover: File, start_timestamp: Integer, show_caption_above_media: Boolean, has_spoiler: Boolean, supports_streaming: Boolean" with caption),
        Handler::Now(|call| send(call, MediaKind::Video)),
    ),
    Row(
        "sendVoice",
        signature!("voice!: File, duration: Integer" with caption),
        Handler::Now(|call| send(call, MediaKind::Voice)),
    ),
    Row(
        "sendAudio",
        signature!("audio!: File, duration: Integer, performer: String, title: String, thumbnail: File" with caption),
        Handler::Now(|call| send(call, MediaKind::Audio)),
    ),
    Row(
        "sendAnimation",
        signature!("animation!: File, duration: Integer, width: Integer, height: Integer, thumbnail: File, show_caption_above_media: Boolean, has_spoiler: Boolean" with caption),
        Handler::Now(|call| send(call, MediaKind::Animation)),
    ),
    Row(
        "sendDocument",
        signature!("document!: File, thumbnail: File, disable_content_type_detection: Boolean" with caption),
        Handler::Now(|call| send(call, MediaKind::Document)),
    ),
    Row(
        "sendSticker",
        signature!("sticker!: File, emoji: String"),
        Handler::Now(|call| send(call, MediaKind::Sticker)),
    ),
    Row(
        "sendVideoNote",
        signature!("video_note!: File, duration: Integer, length: Integer, thumbnail: File"),
        Handler::Now(|call| send(call, MediaKind::VideoNote)),
    ),
    Row(
        "sendMediaGroup",
        "business_connection_id: String, chat_id!: Chat, message_thread_id: Integer, direct_messages_topic_id: Integer, media!: [InputMedia], disable_notification: Boolean, protect_content: Boolean, allow_paid_broadcast: Boolean, message_effect_id: String, reply_parameters: ReplyParameters",
        Handler::Now(send_media_group),
    ),
    Row("getFile", "file_id!: String", Handler::Now(get_file)),
];

/// <https://core.telegram.org/bots/api#getfile>
pub(crate) const DOWNLOAD_MAX_BYTES: u64 = 20 * 1024 * 1024;
/// <https://core.telegram.org/bots/api#sendmediagroup>
const ALBUM: std::ops::RangeInclusive<usize> = 2..=10;

fn send(call: &Call, kind: MediaKind) -> Outcome {
    let chat = call.writable_chat()?;
    let content = content_of(call, kind, kind.field(), &call.params)?;
    Ok(Reply::Result(post(call, &chat, content)?))
}

fn send_media_group(call: &Call) -> Outcome {
    let chat = call.writable_chat()?;
    let media = call.params.list("media").cloned().unwrap_or_default();
    if !ALBUM.contains(&media.len()) {
        return Err(ApiError::bad(
            "group send failed: an album must have from 2 to 10 items",
        ));
    }
    let mut kinds = Vec::new();
    let mut contents = Vec::new();
    for item in &media {
        let (kind, content) = input_media(call, item)?;
        kinds.push(kind);
        contents.push(content);
    }
    let first = kinds.first();
    if !kinds
        .iter()
        .all(|kind| first.is_some_and(|first| kind.goes_with(*first)))
    {
        return Err(ApiError::bad(
            "group send failed: these media can't be mixed in an album",
        ));
    }
    let group_id = call.world.files.next_album().to_string();
    for content in &mut contents {
        let key = "media_group_id".to_owned();
        content.parts.insert(key, json!(group_id));
    }
    Ok(Reply::Result(Value::Array(post_all(
        call, &chat, contents,
    )?)))
}

/// Kind and content of an `InputMedia`.
pub(super) fn input_media(call: &Call, item: &Value) -> Result<(MediaKind, NewContent), ApiError> {
    let params = Params(item.as_object().cloned().unwrap_or_default());
    let kind = params
        .text("type")
        .and_then(MediaKind::of_field)
        .filter(|kind| kind.is_replaceable())
        .ok_or_else(|| ApiError::bad("can't parse InputMedia: unsupported type specified"))?;
    Ok((kind, content_of(call, kind, "media", &params)?))
}

fn content_of(
    call: &Call,
    kind: MediaKind,
    reference: &str,
    params: &Params,
) -> Result<NewContent, ApiError> {
    let reference = params.text(reference).unwrap_or_default();
    Ok(NewContent {
        caption: caption_of(params)?,
        parts: file_parts(call, kind, reference, params)?,
        ..NewContent::default()
    })
}

/// Puts the caption of a picture above it, or below.
pub(super) fn show_caption_above(parts: &mut Map<String, Value>, above: bool) {
    let mark = "show_caption_above_media";
    parts.remove(mark);
    if above && MediaKind::of_parts(parts).is_some_and(MediaKind::is_visual) {
        parts.insert(mark.to_owned(), true.into());
    }
}

fn get_file(call: &Call) -> Outcome {
    let file_id = call.params.text("file_id").unwrap_or_default();
    let invalid = || ApiError::bad("invalid file_id");
    let bot_id = call.bot.id;
    let number = FileNumber::of_file_id(file_id, bot_id).ok_or_else(invalid)?;
    let file = call.world.files.get(number, bot_id).ok_or_else(invalid)?;
    if file.size_bytes() > DOWNLOAD_MAX_BYTES {
        return Err(ApiError::bad("file is too big"));
    }
    Ok(Reply::Result(json!({
        "file_id": file_id,
        "file_unique_id": number.unique_id(),
        "file_size": file.size_bytes(),
        "file_path": number.path(&file),
    })))
}
