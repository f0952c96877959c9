//! Media parts of messages: what Telegram's `Message` says about a file of each kind.

use serde_json::{Map, Value, json};

use crate::files::{FileNumber, StoredFile};

/// A kind of media, by its field in `Message`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Photo,
    Video,
    Voice,
    Audio,
    Animation,
    Sticker,
    Document,
    VideoNote,
}

impl MediaKind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Photo,
        Self::Video,
        Self::Voice,
        Self::Audio,
        Self::Animation,
        Self::Sticker,
        Self::Document,
        Self::VideoNote,
    ];

    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Animation => "animation",
            Self::Sticker => "sticker",
            Self::Document => "document",
            Self::VideoNote => "video_note",
        }
    }

    pub(crate) fn of_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.field() == field)
    }

    fn default_mime(self) -> Option<&'static str> {
        match self {
            Self::Video | Self::Animation => Some("video/mp4"),
            Self::Voice => Some("audio/ogg"),
            Self::Audio => Some("audio/mpeg"),
            Self::Document => Some("application/octet-stream"),
            Self::Photo | Self::Sticker | Self::VideoNote => None,
        }
    }
}

/// What comes with an upload; something plausible stands where the sender did not say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measures {
    pub(crate) width: Option<i64>,
    pub(crate) height: Option<i64>,
    pub(crate) duration: Option<i64>,
    pub(crate) title: Option<String>,
    pub(crate) performer: Option<String>,
    pub(crate) emoji: Option<String>,
    pub(crate) spoiler: bool,
}

/// The fields a message gets for this file, with the ids under which `bot_id` knows it.
pub(crate) fn parts(
    kind: MediaKind,
    number: FileNumber,
    file: &StoredFile,
    bot_id: i64,
    measures: &Measures,
) -> Map<String, Value> {
    let described = described(kind, number, file, bot_id);
    let mut parts = Map::new();
    if kind == MediaKind::Animation {
        // "For backward compatibility, when this field is set, the document field will also be set."
        parts.insert("document".to_owned(), described.clone());
    }
    let mut value = described;
    add_measures(&mut value, kind, measures);
    if kind == MediaKind::Photo {
        value = json!([value]);
    }
    parts.insert(kind.field().to_owned(), value);
    let can_be_veiled = matches!(
        kind,
        MediaKind::Photo | MediaKind::Video | MediaKind::Animation
    );
    if measures.spoiler && can_be_veiled {
        parts.insert("has_media_spoiler".to_owned(), true.into());
    }
    parts
}

/// Ids, size, type and name.
fn described(kind: MediaKind, number: FileNumber, file: &StoredFile, bot_id: i64) -> Value {
    let mut value = json!({
        "file_id": number.file_id(bot_id),
        "file_unique_id": number.unique_id(),
        "file_size": file.bytes.len(),
    });
    if let Some(default) = kind.default_mime() {
        value["mime_type"] = json!(file.mime_type.as_deref().unwrap_or(default));
    }
    let has_name = matches!(
        kind,
        MediaKind::Document | MediaKind::Audio | MediaKind::Video | MediaKind::Animation
    );
    if let Some(name) = file.file_name.as_ref().filter(|_| has_name) {
        value["file_name"] = json!(name);
    }
    value
}

fn add_measures(value: &mut Value, kind: MediaKind, measures: &Measures) {
    match kind {
        MediaKind::Photo | MediaKind::Video | MediaKind::Animation => {
            value["width"] = json!(measures.width.unwrap_or(640));
            value["height"] = json!(measures.height.unwrap_or(480));
        }
        MediaKind::Sticker => {
            value["type"] = json!("regular");
            value["width"] = json!(measures.width.unwrap_or(512));
            value["height"] = json!(measures.height.unwrap_or(512));
            value["is_animated"] = json!(false);
            value["is_video"] = json!(false);
            if let Some(emoji) = &measures.emoji {
                value["emoji"] = json!(emoji);
            }
        }
        MediaKind::VideoNote => value["length"] = json!(measures.width.unwrap_or(240)),
        MediaKind::Audio => {
            let tags = [
                ("title", &measures.title),
                ("performer", &measures.performer),
            ];
            for (key, text) in tags.into_iter().filter_map(|(k, t)| Some((k, t.as_ref()?))) {
                value[key] = json!(text);
            }
        }
        MediaKind::Voice | MediaKind::Document => {}
    }
    let is_still = matches!(
        kind,
        MediaKind::Photo | MediaKind::Sticker | MediaKind::Document
    );
    if !is_still {
        value["duration"] = json!(measures.duration.unwrap_or(1));
    }
}
