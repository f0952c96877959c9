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

    /// Where Telegram keeps such files.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Photo => "photos",
            Self::Video => "videos",
            Self::Voice => "voice",
            Self::Audio => "music",
            Self::Animation => "animations",
            Self::Sticker => "stickers",
            Self::Document => "documents",
            Self::VideoNote => "video_notes",
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Photo => "jpg",
            Self::Video | Self::Animation | Self::VideoNote => "mp4",
            Self::Voice => "oga",
            Self::Audio => "mp3",
            Self::Sticker => "webp",
            Self::Document => "bin",
        }
    }

    /// Whether a caption can stand under it.
    pub(crate) fn takes_caption(self) -> bool {
        !matches!(self, Self::Sticker | Self::VideoNote)
    }

    /// Whether it can be hidden until tapped, and its caption stand above it.
    pub(crate) fn is_visual(self) -> bool {
        matches!(self, Self::Photo | Self::Video | Self::Animation)
    }

    /// Whether another file can take its place by an edit
    /// (<https://core.telegram.org/bots/api#editmessagemedia>).
    pub(crate) fn is_replaceable(self) -> bool {
        self.is_visual() || matches!(self, Self::Audio | Self::Document)
    }

    /// Whether both may be in one album: photos and videos together, documents and audios among themselves
    /// (<https://core.telegram.org/bots/api#sendmediagroup>).
    pub(crate) fn goes_with(self, other: Self) -> bool {
        match self {
            Self::Photo | Self::Video => matches!(other, Self::Photo | Self::Video),
            Self::Audio | Self::Document => self == other,
            Self::Voice | Self::Animation | Self::Sticker | Self::VideoNote => false,
        }
    }

    /// The kind of a message with these parts, if it has a file.
    pub(crate) fn of_parts(parts: &Map<String, Value>) -> Option<Self> {
        // An animation also fills `document`; `ALL` has it before.
        Self::ALL
            .into_iter()
            .find(|kind| parts.contains_key(kind.field()))
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
    /// The set a sticker belongs to.
    pub(crate) set_name: Option<String>,
}

/// How a file is shown in one message; unlike its measures, this does not stay with the file.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Showing {
    /// Hidden until tapped.
    pub(crate) spoiler: bool,
    pub(crate) caption_above: bool,
}

/// The fields a message gets for this file, with the ids under which its bot knows it.
pub(crate) fn parts(number: FileNumber, file: &StoredFile, showing: Showing) -> Map<String, Value> {
    let kind = file.kind;
    let described = described(number, file);
    let mut parts = Map::new();
    if kind == MediaKind::Animation {
        // "For backward compatibility, when this field is set, the document field will also be set."
        parts.insert("document".to_owned(), described.clone());
    }
    let mut value = described;
    add_measures(&mut value, kind, &file.measures);
    if kind == MediaKind::Photo {
        value = json!([value]);
    }
    parts.insert(kind.field().to_owned(), value);
    if kind.is_visual() {
        let marks = [
            ("has_media_spoiler", showing.spoiler),
            ("show_caption_above_media", showing.caption_above),
        ];
        for (mark, _) in marks.into_iter().filter(|(_, is_set)| *is_set) {
            parts.insert(mark.to_owned(), true.into());
        }
    }
    parts
}

/// Ids, size, type and name.
fn described(number: FileNumber, file: &StoredFile) -> Value {
    let kind = file.kind;
    let mut value = json!({
        "file_id": number.file_id(file.bot_id),
        "file_unique_id": number.unique_id(),
        "file_size": file.size_bytes(),
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
            let texts = [("emoji", &measures.emoji), ("set_name", &measures.set_name)];
            insert_texts(value, texts);
        }
        MediaKind::VideoNote => value["length"] = json!(measures.width.unwrap_or(240)),
        MediaKind::Audio => {
            let texts = [
                ("title", &measures.title),
                ("performer", &measures.performer),
            ];
            insert_texts(value, texts);
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

fn insert_texts(value: &mut Value, texts: [(&str, &Option<String>); 2]) {
    for (key, text) in texts {
        if let Some(text) = text {
            value[key] = json!(text);
        }
    }
}

/// Fields of `Message` that a file of any kind fills.
pub(crate) const FILE_FIELDS: [&str; 10] = [
    "photo",
    "video",
    "voice",
    "audio",
    "animation",
    "sticker",
    "document",
    "video_note",
    "has_media_spoiler",
    "show_caption_above_media",
];

/// Whether the bytes begin as a picture does; Telegram refuses to take anything else as a photo.
pub(crate) fn is_picture(bytes: &[u8]) -> bool {
    let begins: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM"];
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    is_webp || begins.iter().any(|begin| bytes.starts_with(begin))
}
