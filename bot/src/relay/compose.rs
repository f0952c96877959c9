//! Puts the pseudonym above the words, within Telegram's limits.

use serde_json::{Value, json};

use super::edits::{self, Edit};
use super::entity::{Entity, Style};
use super::filter::{self, Filtered};
use crate::texts::{HEADER_MARK, strip_imitation};

/// The most UTF-16 units of a message's text, after entities are taken off (Bot API, `sendMessage`).
pub const TEXT_LIMIT: usize = 4096;

/// One `sendMessage` without its chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The text.
    pub text: String,
    /// Its formatting.
    pub entities: Vec<Entity>,
}

impl Outgoing {
    /// The parameters of `sendMessage` without `chat_id`. Links are never previewed: a preview loads the page for both.
    pub fn parameters(&self) -> Value {
        let entities: Vec<Value> = self.entities.iter().map(Entity::to_telegram).collect();
        json!({"text": self.text, "entities": entities, "link_preview_options": {"is_disabled": true}})
    }
}

/// The messages that carry a member's words to the peer: one with the pseudonym in bold above the words, or, when both do not fit,
/// the pseudonym first as a message of its own.
pub fn compose(nickname: &str, words: &Filtered) -> Vec<Outgoing> {
    let header = format!("{HEADER_MARK} {}", strip_imitation(nickname));
    let bold = Entity {
        style: Style::Plain("bold"),
        offset: 0,
        length: header.encode_utf16().count(),
    };
    let shift = bold.length + 1;
    if shift + words.text.encode_utf16().count() > TEXT_LIMIT {
        let header = Outgoing {
            text: header,
            entities: vec![bold],
        };
        return std::iter::once(header).chain(pieces(words)).collect();
    }
    let moved = words.entities.iter().map(|entity| Entity {
        style: entity.style.clone(),
        offset: entity.offset + shift,
        length: entity.length,
    });
    vec![Outgoing {
        text: format!("{header}\n{}", words.text),
        entities: std::iter::once(bold).chain(moved).collect(),
    }]
}

/// The words in as few messages as they need: what stands for a hidden name can be longer than the name was.
fn pieces(words: &Filtered) -> Vec<Outgoing> {
    let units: Vec<u16> = words.text.encode_utf16().collect();
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
        let (text, entities) = edits::apply(&words.text, &words.entities, around);
        let (text, entities) = filter::trimmed(&text, &entities);
        if !text.is_empty() {
            pieces.push(Outgoing { text, entities });
        }
        start = end;
    }
    pieces
}
