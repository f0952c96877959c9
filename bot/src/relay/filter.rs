//! What is taken out of a member's words before they reach the peer, so that nobody leaves anonymity by accident and nobody speaks
//! in the bot's voice (product.md, "Talking").

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::edits::{self, Edit};
use super::entity::{self, Entity, Span};
use crate::texts;

/// Usernames, profile and invite links, mail addresses, also without Telegram's own markup around them.
static IDENTITY: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?ix)
        [a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+
      | @[a-z][a-z0-9_]{3,31}
      | (?:https?://)?(?:[a-z0-9_-]{1,64}\.)?(?:t\.me|telegram\.me|telegram\.dog|tg\.dev)/[^\s]+
      | (?:https?://)?[a-z0-9_]{4,64}\.t\.me
      | tg:(?://)?[^\s]+
    ";
    // The pattern is a constant that a test compiles; an empty expression would hide everything rather than nothing.
    Regex::new(pattern).unwrap_or_else(|_| fallback())
});

fn fallback() -> Regex {
    #[allow(clippy::expect_used, reason = "the empty expression is valid")]
    Regex::new("").expect("the empty expression compiles")
}

/// A member's words as the peer may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filtered {
    /// The words.
    pub text: String,
    /// Their formatting.
    pub entities: Vec<Entity>,
    /// Whether a name, link or mention was taken out: the sender is told.
    pub identity_removed: bool,
}

/// Filters a text with its entities as Telegram sent them; `hidden` stands where a name or an invitation was.
pub fn filter(text: &str, telegram_entities: &[Value], hidden: &str) -> Filtered {
    let spans: Vec<Span<&Value>> = telegram_entities
        .iter()
        .filter_map(|entity| {
            entity::range(entity).map(|(offset, length)| Span {
                style: entity,
                offset,
                length,
            })
        })
        .collect();
    // Invisible characters first: one in the middle of a username must not hide it from the next step.
    let (text, spans) = edits::apply(text, &spans, invisible_in_text(text));
    // As many UTF-16 units as before, so the spans hold.
    let text = texts::strip_imitation(&text);
    let mut edits = identity_in_text(&text, hidden);
    let mut carried = Vec::new();
    for span in &spans {
        if names_someone(span.style) {
            edits.push(Edit {
                range: span.offset..span.end(),
                replacement: hidden,
            });
        } else {
            carried.extend(Entity::from_telegram(span));
        }
    }
    let identity_removed = !edits.is_empty();
    let (text, entities) = edits::apply(&text, &carried, edits);
    let (text, entities) = trimmed(&text, &entities);
    Filtered {
        text,
        entities,
        identity_removed,
    }
}

fn names_someone(entity: &Value) -> bool {
    match entity["type"].as_str().unwrap_or_default() {
        "mention" | "text_mention" => true,
        "text_link" => entity["url"].as_str().is_none_or(leads_to_telegram),
        _ => false,
    }
}

fn leads_to_telegram(url: &str) -> bool {
    IDENTITY.is_match(url)
}

fn identity_in_text<'a>(text: &str, hidden: &'a str) -> Vec<Edit<'a>> {
    IDENTITY
        .find_iter(text)
        .map(|found| Edit {
            range: utf16(text, found.start())..utf16(text, found.end()),
            replacement: hidden,
        })
        .collect()
}

/// Characters that nobody sees but that turn the direction of a line or hide a name from the eye are taken out wherever they stand.
fn invisible_in_text(text: &str) -> Vec<Edit<'static>> {
    text.char_indices()
        .filter(|(_, character)| is_direction_control(*character) || is_filler(*character))
        .map(|(at, character)| {
            let start = utf16(text, at);
            Edit {
                range: start..start + character.len_utf16(),
                replacement: "",
            }
        })
        .collect()
}

const fn is_direction_control(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The zero-width joiner stays: emoji are made with it.
const fn is_filler(character: char) -> bool {
    matches!(
        character,
        '\0' | '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{200C}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Telegram trims what it is given and would then find entities at wrong places, so the trimming happens here.
pub(super) fn trimmed(text: &str, entities: &[Entity]) -> (String, Vec<Entity>) {
    let lead = text.len() - text.trim_start().len();
    let kept = text.trim();
    let mut edits = Vec::new();
    let (start, end, length) = (
        utf16(text, lead),
        utf16(text, lead + kept.len()),
        text.encode_utf16().count(),
    );
    if start > 0 {
        edits.push(Edit {
            range: 0..start,
            replacement: "",
        });
    }
    if end < length {
        edits.push(Edit {
            range: end..length,
            replacement: "",
        });
    }
    if kept.is_empty() {
        (String::new(), Vec::new())
    } else {
        edits::apply(text, entities, edits)
    }
}

/// The UTF-16 offset of a byte offset.
pub fn utf16(text: &str, byte: usize) -> usize {
    text[..byte].encode_utf16().count()
}
