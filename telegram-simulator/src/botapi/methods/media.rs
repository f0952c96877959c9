//! Everything with a file: `sendPhoto` and its kin, `sendMediaGroup`, `getFile`.

use serde_json::{Map, Value, json};

use super::send::post;
use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::botapi::formatted::caption_of;
use crate::botapi::params::Params;
use crate::files::{FileNumber, StoredFile};
use crate::media::{Measures, MediaKind, parts};
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

/// <https://core.telegram.org/bots/api#sending-files>
const PHOTO_MAX_BYTES: usize = 10 * 1024 * 1024;
/// <https://core.telegram.org/bots/api#getfile>
const DOWNLOAD_MAX_BYTES: usize = 20 * 1024 * 1024;
/// <https://core.telegram.org/bots/api#sendmediagroup>
const ALBUM: std::ops::RangeInclusive<usize> = 2..=10;

fn send(call: &Call, kind: MediaKind) -> Outcome {
    let chat = call.writable_chat()?;
    let reference = call.params.text(kind.field()).unwrap_or_default();
    let content = NewContent {
        caption: caption_of(&call.params)?,
        parts: file_parts(call, kind, reference, &measures(&call.params))?,
        ..NewContent::default()
    };
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
    let mut contents = Vec::new();
    let mut kinds = Vec::new();
    for item in &media {
        let (kind, content) = album_item(call, item)?;
        kinds.push(kind);
        contents.push(content);
    }
    let only = |kind| kinds.iter().all(|other| *other == kind);
    let visual = |kind: &MediaKind| matches!(kind, MediaKind::Photo | MediaKind::Video);
    if !kinds.iter().all(visual) && !only(MediaKind::Audio) && !only(MediaKind::Document) {
        return Err(ApiError::bad(
            "group send failed: these media can't be mixed in an album",
        ));
    }
    let group_id = format!("{}", call.world.files.next_album());
    let mut sent = Vec::new();
    for mut content in contents {
        let key = "media_group_id".to_owned();
        content.parts.insert(key, json!(group_id));
        sent.push(post(call, &chat, content)?);
    }
    Ok(Reply::Result(Value::Array(sent)))
}

fn album_item(call: &Call, item: &Value) -> Result<(MediaKind, NewContent), ApiError> {
    let params = Params(item.as_object().cloned().unwrap_or_default());
    let kind = params
        .text("type")
        .and_then(MediaKind::of_field)
        .ok_or_else(|| ApiError::bad("can't parse InputMedia: type must be specified"))?;
    let reference = params.text("media").unwrap_or_default();
    let content = NewContent {
        caption: caption_of(&params)?,
        parts: file_parts(call, kind, reference, &measures(&params))?,
        ..NewContent::default()
    };
    Ok((kind, content))
}

fn measures(params: &Params) -> Measures {
    let text = |name: &str| params.text(name).map(str::to_owned);
    Measures {
        width: params.integer("width").or(params.integer("length")),
        height: params.integer("height"),
        duration: params.integer("duration"),
        title: text("title"),
        performer: text("performer"),
        emoji: text("emoji"),
        spoiler: params.flag("has_spoiler"),
    }
}

/// The parts for an upload (`attach://name`) or for a file this bot has seen (file id).
fn file_parts(
    call: &Call,
    kind: MediaKind,
    reference: &str,
    measures: &Measures,
) -> Result<Map<String, Value>, ApiError> {
    let (number, file) = match reference.strip_prefix("attach://") {
        Some(name) => uploaded(call, kind, name)?,
        None => known(call, kind, reference)?,
    };
    Ok(parts(kind, number, &file, call.bot.id, measures))
}

fn uploaded(
    call: &Call,
    kind: MediaKind,
    name: &str,
) -> Result<(FileNumber, StoredFile), ApiError> {
    let upload = call
        .files
        .get(name)
        .ok_or_else(|| ApiError::bad("wrong file identifier/HTTP URL specified"))?;
    if upload.bytes.is_empty() {
        return Err(ApiError::bad("file must be non-empty"));
    }
    if kind == MediaKind::Photo && upload.bytes.len() > PHOTO_MAX_BYTES {
        return Err(ApiError::bad("PHOTO_SAVE_FILE_INVALID"));
    }
    let file = StoredFile {
        bytes: upload.bytes.clone(),
        kind: kind.field().to_owned(),
        file_name: upload.file_name.clone(),
        mime_type: upload.mime_type.clone(),
    };
    Ok((call.world.files.add(file.clone()), file))
}

fn known(
    call: &Call,
    kind: MediaKind,
    file_id: &str,
) -> Result<(FileNumber, StoredFile), ApiError> {
    let wrong = || ApiError::bad("wrong file identifier/HTTP URL specified");
    let number = FileNumber::of_file_id(file_id, call.bot.id).ok_or_else(wrong)?;
    let file = call.world.files.get(number).ok_or_else(wrong)?;
    if file.kind != kind.field() {
        return Err(ApiError::bad(&format!(
            "can't use file of type {} as {}",
            file.kind,
            kind.field()
        )));
    }
    Ok((number, file))
}

fn get_file(call: &Call) -> Outcome {
    let file_id = call.params.text("file_id").unwrap_or_default();
    let invalid = || ApiError::bad("invalid file_id");
    let number = FileNumber::of_file_id(file_id, call.bot.id).ok_or_else(invalid)?;
    let file = call.world.files.get(number).ok_or_else(invalid)?;
    if file.bytes.len() > DOWNLOAD_MAX_BYTES {
        return Err(ApiError::bad("file is too big"));
    }
    Ok(Reply::Result(json!({
        "file_id": file_id,
        "file_unique_id": number.unique_id(),
        "file_size": file.bytes.len(),
        "file_path": number.path(&file.kind),
    })))
}
