//! What a member's message is, read from Telegram's own JSON: only what is known is carried, everything else stays behind.

use serde_json::Value;

use super::file_names;
use super::media::{Media, MediaKind};
use crate::handlers::inbound;

/// What of a message is carried.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// Words.
    Words,
    /// A file, with words under it if it takes any.
    Media(Media),
    /// Nothing: the kind by which its sentence is found.
    Refused(&'static str),
}

impl Content {
    /// Reads a message.
    pub(super) fn of(message: &Value) -> Self {
        if message["text"].is_string() {
            return Self::Words;
        }
        match Media::of(message) {
            Some(media)
                if media.kind == MediaKind::Document
                    && file_names::is_picture(&message["document"]) =>
            {
                Self::Refused("picture_file")
            }
            Some(media) => Self::Media(media),
            None => Self::Refused(inbound::kind_of(message).0),
        }
    }
}

/// The words of a message with their formatting, as Telegram sent them.
pub(super) fn words(message: &Value) -> (&str, &[Value]) {
    let (text, entities) = if message["text"].is_string() {
        ("text", "entities")
    } else {
        ("caption", "caption_entities")
    };
    (
        message[text].as_str().unwrap_or_default(),
        message[entities].as_array().map_or(&[], Vec::as_slice),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_picture_as_a_file_is_refused_and_another_file_is_not() {
        let document = |mime: &str| json!({"document": {"file_id": "f", "file_unique_id": "u", "mime_type": mime}});
        assert_eq!(
            Content::of(&document("image/jpeg")),
            Content::Refused("picture_file")
        );
        let carried = Content::of(&document("application/pdf"));
        assert!(matches!(carried, Content::Media(media) if media.kind == MediaKind::Document));
    }

    #[test]
    fn what_nobody_has_heard_of_is_refused() {
        assert_eq!(
            Content::of(&json!({"from_the_future": {}})),
            Content::Refused("other")
        );
        assert_eq!(
            Content::of(&json!({"venue": {}, "location": {}})),
            Content::Refused("location")
        );
        assert_eq!(Content::of(&json!({"text": "a"})), Content::Words);
    }
}
