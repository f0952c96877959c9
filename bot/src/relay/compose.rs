//! Puts the pseudonym above the words, within Telegram's limits.

use serde_json::{Map, Value, json};

use super::edits::{self, Edit};
use super::entity::{Entity, Style};
use super::filter::{self, Filtered};
use crate::texts::{HEADER_MARK, strip_imitation};

/// The most UTF-16 units of a message's text, after entities are taken off (Bot API, `sendMessage`).
pub const TEXT_LIMIT: usize = 4096;
/// The same for the caption of a file (Bot API, `sendPhoto`).
pub const CAPTION_LIMIT: usize = 1024;

/// Words with their formatting, ready to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// The text.
    pub text: String,
    /// Its formatting.
    pub entities: Vec<Entity>,
}

impl Outgoing {
    /// The parameters of `sendMessage` without `chat_id`. Links are never previewed: a preview loads the page for both.
    pub fn parameters(&self) -> Value {
        json!({"text": self.text, "entities": self.entities(), "link_preview_options": {"is_disabled": true}})
    }

    /// The same as the caption of a file; nothing for no caption.
    pub(super) fn caption_parameters(&self) -> Map<String, Value> {
        let mut parameters = Map::new();
        if !self.text.is_empty() {
            parameters.insert("caption".to_owned(), json!(self.text));
            parameters.insert("caption_entities".to_owned(), self.entities());
        }
        parameters
    }

    pub(super) fn entities(&self) -> Value {
        self.entities.iter().map(Entity::to_telegram).collect()
    }
}

/// The messages that carry a member's words to the peer: one with the pseudonym in bold above the words, or, when both do not fit,
/// the pseudonym first as a message of its own.
pub fn compose(nickname: &str, words: &Filtered) -> Vec<Outgoing> {
    let header = header(nickname);
    match below(&header, words, TEXT_LIMIT) {
        Some(whole) => vec![whole],
        None => std::iter::once(header)
            .chain(pieces(&words.text, &words.entities))
            .collect(),
    }
}

/// Words that stand under a file as they are, or, when there is no room, nothing and the words.
pub(super) fn compose_caption(words: &Filtered) -> (Outgoing, Option<Outgoing>) {
    let alone = Outgoing {
        text: words.text.clone(),
        entities: words.entities.clone(),
    };
    if units(&alone.text) <= CAPTION_LIMIT {
        (alone, None)
    } else {
        (Outgoing::default(), Some(alone))
    }
}

/// The pseudonym with the words below it as a file's caption, if both have room.
pub(super) fn compose_headed_caption(nickname: &str, words: &Filtered) -> Option<Outgoing> {
    let header = header(nickname);
    if words.text.is_empty() {
        return Some(header);
    }
    below(&header, words, CAPTION_LIMIT)
}

/// The pseudonym in bold.
pub(super) fn header(nickname: &str) -> Outgoing {
    let text = format!("{HEADER_MARK} {}", strip_imitation(nickname));
    let bold = Entity {
        style: Style::Plain("bold"),
        offset: 0,
        length: units(&text),
    };
    Outgoing {
        text,
        entities: vec![bold],
    }
}

/// The words below a header, if both fit.
fn below(header: &Outgoing, words: &Filtered, limit: usize) -> Option<Outgoing> {
    let shift = units(&header.text) + 1;
    if shift + units(&words.text) > limit {
        return None;
    }
    let moved = words.entities.iter().map(|entity| Entity {
        style: entity.style.clone(),
        offset: entity.offset + shift,
        length: entity.length,
    });
    Some(Outgoing {
        text: format!("{}\n{}", header.text, words.text),
        entities: header.entities.iter().cloned().chain(moved).collect(),
    })
}

/// The words in as few messages as they need: what stands for a hidden name can be longer than the name was.
pub(super) fn pieces(text: &str, entities: &[Entity]) -> Vec<Outgoing> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < units.len() {
        let mut end = units.len().min(start + TEXT_LIMIT);
        if !edits::is_boundary(&units, end) {
            end -= 1;
        }
        let taken_off = |range| Edit {
            range,
            replacement: "",
        };
        let around = vec![taken_off(0..start), taken_off(end..units.len())];
        let (text, entities) = edits::apply(text, entities, around);
        let (text, entities) = filter::trimmed(&text, &entities);
        if !text.is_empty() {
            pieces.push(Outgoing { text, entities });
        }
        start = end;
    }
    pieces
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
