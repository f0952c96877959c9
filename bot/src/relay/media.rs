//! Files that are carried: what kind they are, and what about them could name somebody.

use app::coordination::Fingerprint;
use domain::values::MatchId;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::file_names;

/// The largest file that can be taken through memory (Bot API, `getFile`).
pub(super) const LARGEST_THROUGH_MEMORY_BYTES: u64 = 20 * 1024 * 1024;

/// A kind of file that Telegram knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaKind {
    /// A picture.
    Photo,
    /// A film.
    Video,
    /// A voice message.
    Voice,
    /// A round video.
    VideoNote,
    /// Music or a recording.
    Audio,
    /// A film without sound.
    Animation,
    /// A sticker.
    Sticker,
    /// Any other file.
    Document,
}

impl MediaKind {
    /// Every kind. An animation is a document too, so it comes first.
    pub(super) const ALL: [Self; 8] = [
        Self::Photo,
        Self::Video,
        Self::Voice,
        Self::VideoNote,
        Self::Audio,
        Self::Animation,
        Self::Sticker,
        Self::Document,
    ];

    /// Its field in a message and in the request that sends it; also its name in texts.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Voice => "voice",
            Self::VideoNote => "video_note",
            Self::Audio => "audio",
            Self::Animation => "animation",
            Self::Sticker => "sticker",
            Self::Document => "document",
        }
    }

    /// The method that sends it.
    pub(super) const fn method(self) -> &'static str {
        match self {
            Self::Photo => "sendPhoto",
            Self::Video => "sendVideo",
            Self::Voice => "sendVoice",
            Self::VideoNote => "sendVideoNote",
            Self::Audio => "sendAudio",
            Self::Animation => "sendAnimation",
            Self::Sticker => "sendSticker",
            Self::Document => "sendDocument",
        }
    }

    /// What the peer sees while it is on its way.
    pub(super) const fn action(self) -> &'static str {
        match self {
            Self::Photo => "upload_photo",
            Self::Video | Self::Animation => "upload_video",
            Self::Voice => "upload_voice",
            Self::VideoNote => "upload_video_note",
            Self::Sticker => "choose_sticker",
            Self::Audio | Self::Document => "upload_document",
        }
    }

    /// Whether words can stand under it.
    pub(super) const fn takes_caption(self) -> bool {
        !matches!(self, Self::VideoNote | Self::Sticker)
    }

    /// Whether it is hidden until tapped, and carried only after both have written (product.md, "Talking").
    pub(super) const fn is_visual(self) -> bool {
        matches!(self, Self::Photo | Self::Video)
    }
}

/// A file in a message.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Media {
    /// Its kind.
    pub(super) kind: MediaKind,
    /// Telegram's id for sending it again with the same bot.
    pub(super) file_id: String,
    /// Telegram's id that stays the same for all.
    unique_id: String,
    /// How large it is, if Telegram says so.
    pub(super) size_bytes: Option<u64>,
    /// Whether it must be sent anew, since what comes along with its id could name somebody.
    pub(super) names_somebody: bool,
    /// Whether the sender has to confirm it: what could name somebody may be inside, where it cannot be taken out.
    pub(super) asks_first: bool,
    /// The name under which it is sent anew.
    pub(super) generic_name: String,
    /// Width, length and the like, which a file sent anew would lose.
    measures: Map<String, Value>,
}

impl Media {
    /// The file of a message, if it has one that is carried.
    pub(super) fn of(message: &Value) -> Option<Self> {
        let kind = MediaKind::ALL
            .into_iter()
            .find(|kind| message.get(kind.field()).is_some())?;
        let described = &message[kind.field()];
        // A photo is a list of sizes, the largest last.
        let file = match described.as_array() {
            Some(sizes) => sizes.last()?,
            None => described,
        };
        Some(Self {
            kind,
            file_id: file["file_id"].as_str()?.to_owned(),
            unique_id: file["file_unique_id"].as_str()?.to_owned(),
            size_bytes: file["file_size"].as_u64(),
            names_somebody: names_somebody(kind, file),
            asks_first: asks_first(kind, file),
            generic_name: file_names::generic(kind, file),
            measures: measures(kind, file),
        })
    }

    /// Whether it can stand in an album.
    pub(super) fn fits_album(&self) -> bool {
        let kind_fits = matches!(
            self.kind,
            MediaKind::Photo | MediaKind::Video | MediaKind::Audio
        );
        kind_fits && !self.asks_first
    }

    /// By what an edit is told from a new file. Different in each talk, so that nobody can count who sent the same.
    pub(super) fn fingerprint(&self, talk: MatchId) -> Fingerprint {
        let mut hash = Sha256::new();
        hash.update(talk.0.as_bytes());
        hash.update(self.unique_id.as_bytes());
        let [first, second, third, fourth, ..] = <[u8; 32]>::from(hash.finalize());
        Fingerprint(u32::from_be_bytes([first, second, third, fourth]))
    }

    /// What besides the file itself the request says about it.
    pub(super) fn parameters(&self, is_anew: bool) -> Map<String, Value> {
        let mut parameters = if is_anew {
            self.measures.clone()
        } else {
            Map::new()
        };
        if self.kind.is_visual() {
            parameters.insert("has_spoiler".to_owned(), json!(true));
        }
        parameters
    }
}

/// File names, authors and titles of recordings, and names of sticker sets travel with a file's id, and whoever gets the file can
/// read them.
fn names_somebody(kind: MediaKind, file: &Value) -> bool {
    let says = |field: &str| file[field].as_str().is_some_and(|text| !text.is_empty());
    let is_named = file["file_name"]
        .as_str()
        .is_some_and(|name| !file_names::says_nothing(name));
    match kind {
        MediaKind::Document => true,
        MediaKind::Audio => is_named || says("performer") || says("title"),
        MediaKind::Video | MediaKind::Animation => is_named,
        MediaKind::Sticker => says("set_name"),
        MediaKind::Photo | MediaKind::Voice | MediaKind::VideoNote => false,
    }
}

/// The tags of an MP3 are taken out; what other files hold inside is their sender's to judge.
fn asks_first(kind: MediaKind, file: &Value) -> bool {
    let is_mp3 = matches!(
        file["mime_type"].as_str(),
        Some("audio/mpeg" | "audio/mp3" | "audio/mpeg3")
    );
    match kind {
        MediaKind::Document => true,
        MediaKind::Audio => names_somebody(kind, file) && !is_mp3,
        _ => false,
    }
}

fn measures(kind: MediaKind, file: &Value) -> Map<String, Value> {
    let fields: &[&str] = match kind {
        MediaKind::Video | MediaKind::Animation => &["width", "height", "duration"],
        MediaKind::VideoNote => &["length", "duration"],
        MediaKind::Voice | MediaKind::Audio => &["duration"],
        MediaKind::Sticker => &["emoji"],
        MediaKind::Photo | MediaKind::Document => &[],
    };
    let stated = fields
        .iter()
        .filter_map(|field| Some(((*field).to_owned(), file.get(*field)?.clone())));
    stated.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(field: &str, file: &Value) -> Media {
        let mut described = json!({"file_id": "f", "file_unique_id": "u", "file_size": 7});
        if let (Some(described), Value::Object(more)) = (described.as_object_mut(), file.clone()) {
            described.extend(more);
        }
        let described = if field == "photo" {
            json!([{"file_id": "small", "file_unique_id": "s"}, described])
        } else {
            described
        };
        Media::of(&json!({field: described})).expect("a file")
    }

    #[test]
    fn the_largest_size_of_a_photo_is_carried_under_a_spoiler() {
        let photo = media("photo", &json!({}));
        assert_eq!((photo.file_id.as_str(), photo.size_bytes), ("f", Some(7)));
        assert!(!photo.names_somebody);
        assert_eq!(photo.parameters(false)["has_spoiler"], true);
    }

    #[test]
    fn what_could_name_somebody_is_sent_anew() {
        for (field, file) in [
            ("audio", json!({"performer": "Anna K."})),
            ("audio", json!({"title": "for Boris"})),
            ("audio", json!({"file_name": "Anna.mp3"})),
            ("video", json!({"file_name": "Anna and Boris.mp4"})),
            ("animation", json!({"file_name": "anna_k.mp4"})),
            ("sticker", json!({"set_name": "anna_by_stickers"})),
            ("document", json!({})),
        ] {
            assert!(media(field, &file).names_somebody, "{field} {file}");
        }
        for (field, file) in [
            ("audio", json!({"performer": "", "duration": 3})),
            ("video", json!({"file_name": "IMG_20260301_120000.MP4"})),
            ("animation", json!({"file_name": "giphy.mp4"})),
            ("sticker", json!({"emoji": "🙂"})),
            ("voice", json!({})),
            ("video_note", json!({})),
        ] {
            assert!(!media(field, &file).names_somebody, "{field} {file}");
        }
    }

    #[test]
    fn a_recording_whose_tags_cannot_be_taken_out_is_asked_about() {
        let audio = |mime: &str| media("audio", &json!({"title": "t", "mime_type": mime}));
        assert!(!audio("audio/mpeg").asks_first && audio("audio/mpeg").fits_album());
        assert!(audio("audio/mp4").asks_first && !audio("audio/mp4").fits_album());
        assert!(!media("audio", &json!({"mime_type": "audio/mp4"})).asks_first);
        assert!(media("document", &json!({})).asks_first);
    }

    #[test]
    fn an_animation_is_told_from_the_document_that_it_is_too() {
        let file = json!({"file_id": "f", "file_unique_id": "u"});
        let both = Media::of(&json!({"document": file, "animation": file}));
        assert_eq!(both.map(|media| media.kind), Some(MediaKind::Animation));
        assert_eq!(Media::of(&json!({"text": "no file"})), None);
    }

    #[test]
    fn a_file_sent_anew_keeps_its_measures_and_nothing_else() {
        let video = media(
            "video",
            &json!({"width": 4, "height": 3, "duration": 2, "file_name": "Anna.mp4"}),
        );
        let stated = Value::Object(video.parameters(true));
        assert_eq!(
            stated,
            json!({"width": 4, "height": 3, "duration": 2, "has_spoiler": true})
        );
    }

    #[test]
    fn a_fingerprint_knows_a_file_within_its_talk_only() {
        let talk = |number| MatchId(uuid::Uuid::from_u128(number));
        let file = media("photo", &json!({}));
        assert_eq!(file.fingerprint(talk(1)), file.fingerprint(talk(1)));
        assert_ne!(file.fingerprint(talk(1)), file.fingerprint(talk(2)));
        let other = media("photo", &json!({"file_unique_id": "v"}));
        assert_ne!(file.fingerprint(talk(1)), other.fingerprint(talk(1)));
    }
}
