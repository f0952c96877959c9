//! Names of files: which say nothing about anybody, and which stand in place of those that may.

use std::path::Path;

use serde_json::Value;

use super::media::MediaKind;

/// Words that cameras, messengers and collections of animations make names of.
const MADE_BY_MACHINES: [&str; 33] = [
    "img",
    "image",
    "photo",
    "pic",
    "dsc",
    "dcim",
    "vid",
    "video",
    "mov",
    "movie",
    "clip",
    "pxl",
    "mvi",
    "gopr",
    "rpreplay",
    "final",
    "screen",
    "screenrecording",
    "recording",
    "record",
    "screenshot",
    "capture",
    "whatsapp",
    "telegram",
    "viber",
    "gif",
    "giphy",
    "tenor",
    "animation",
    "audio",
    "voice",
    "wa",
    "mp",
];
/// Endings that are kept: which program opens a file matters to the peer, and these name nobody. What runs when it is opened, such as
/// `apk` and `html`, comes without its ending: it is from somebody whom the peer does not know.
const ENDINGS: [&str; 28] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "rtf", "odt", "ods", "odp", "csv",
    "zip", "rar", "7z", "epub", "fb2", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "mov", "mkv",
    "json", "md",
];
/// Endings of pictures.
const PICTURES: [&str; 12] = [
    "jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "bmp", "tif", "tiff", "svg", "avif",
];

/// Whether a name consists of digits and of words that machines give, so that it tells nothing about who made the file.
pub(super) fn says_nothing(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = match lower.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => stem,
        _ => lower.as_str(),
    };
    stem.split(|character: char| !character.is_alphanumeric())
        .flat_map(|word| word.split(|character: char| character.is_ascii_digit()))
        .all(|word| word.is_empty() || MADE_BY_MACHINES.contains(&word))
}

/// The name under which a file is sent anew.
pub(super) fn generic(kind: MediaKind, file: &Value) -> String {
    let ending = match kind {
        MediaKind::Photo => Some("jpg"),
        MediaKind::Video | MediaKind::Animation | MediaKind::VideoNote => Some("mp4"),
        MediaKind::Voice => Some("ogg"),
        MediaKind::Sticker if file["is_animated"] == true => Some("tgs"),
        MediaKind::Sticker if file["is_video"] == true => Some("webm"),
        MediaKind::Sticker => Some("webp"),
        MediaKind::Audio => known_ending(file).or(Some("mp3")),
        MediaKind::Document => known_ending(file),
    };
    ending.map_or_else(
        || kind.field().to_owned(),
        |ending| format!("{}.{ending}", kind.field()),
    )
}

/// Whether a document is a picture: those go as photos, without what a camera writes into the file.
pub(super) fn is_picture(document: &Value) -> bool {
    let by_type = document["mime_type"]
        .as_str()
        .is_some_and(|mime| mime.to_ascii_lowercase().starts_with("image/"));
    by_type || ending(document).is_some_and(|ending| PICTURES.contains(&ending.as_str()))
}

fn known_ending(file: &Value) -> Option<&'static str> {
    let ending = ending(file)?;
    ENDINGS.into_iter().find(|known| *known == ending)
}

fn ending(file: &Value) -> Option<String> {
    let name = Path::new(file["file_name"].as_str()?);
    Some(name.extension()?.to_str()?.to_lowercase())
}

fn is_ending(word: &str) -> bool {
    ENDINGS.contains(&word) || PICTURES.contains(&word) || word == "webm"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_that_machines_give_say_nothing() {
        for name in [
            "IMG_1234.MP4",
            "VID_20260301_120000.mp4",
            "video.mp4",
            "giphy.mp4",
            "mp4.mp4",
            "tenor.gif.mp4",
            "VID-20260301-WA0007.mp4",
            "2026-03-01 12-00-00.mov",
            "RPReplay_Final1772355600.mp4",
            "",
        ] {
            assert!(says_nothing(name), "{name}");
        }
        for name in [
            "Анна на море.mp4",
            "anna.mp4",
            "IMG_anna.mp4",
            "IMG_1234.anna",
            "видео Бориса.mp4",
            "videoanna.mp4",
            "ann4.mp4",
        ] {
            assert!(!says_nothing(name), "{name}");
        }
    }

    #[test]
    fn only_a_known_ending_survives() {
        let named = |name: &str| generic(MediaKind::Document, &json!({"file_name": name}));
        assert_eq!(named("Справка Иванова.PDF"), "document.pdf");
        assert_eq!(named("cv.anna"), "document");
        for runs in ["a.apk", "a.HTML", "a.htm", "a.exe", "a.js", "a.docm"] {
            assert_eq!(named(runs), "document", "{runs}");
        }
        assert_eq!(named("anna"), "document");
        assert_eq!(generic(MediaKind::Document, &json!({})), "document");
        let animated = json!({"is_animated": true});
        assert_eq!(generic(MediaKind::Sticker, &animated), "sticker.tgs");
        assert_eq!(generic(MediaKind::Sticker, &json!({})), "sticker.webp");
        assert_eq!(generic(MediaKind::Audio, &json!({})), "audio.mp3");
    }

    #[test]
    fn a_picture_is_one_by_its_type_or_its_ending() {
        assert!(is_picture(&json!({"mime_type": "image/PNG"})));
        assert!(is_picture(&json!({"file_name": "IMG_1.HEIC"})));
        assert!(!is_picture(
            &json!({"mime_type": "application/pdf", "file_name": "a.pdf"})
        ));
    }
}
