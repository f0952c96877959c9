//! What is taken out of a member's words before they reach the peer, so that nobody leaves anonymity by accident and nobody speaks
//! in the bot's voice (product.md, "Talking"; the attacks and their tests are in `docs/anonymity.md`).

mod formatting;
mod invisible;
mod removed;

use std::borrow::Cow;

use domain::values::contacts;
use serde_json::Value;

use self::formatting::Fate;
use super::edits::{self, Edit};
use super::entity::{self, Entity, Span};
use crate::texts;

pub use removed::Removed;

/// How often what is left is looked at again. People's words need two or three; what needs more was made for it, and all of it is
/// hidden.
const ROUNDS: usize = 16;

/// A member's words as the peer may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filtered {
    /// The words.
    pub text: String,
    /// Their formatting, in order.
    pub entities: Vec<Entity>,
    /// What was taken out: the sender is told once.
    pub removed: Removed,
}

/// Filters a text with its entities as Telegram sent them; `hidden` stands where something was taken out.
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
    let (text, spans) = edits::apply(text, &spans, invisible::edits(text));
    // As many UTF-16 units as before, so the spans hold.
    let text = texts::strip_imitation(&text);
    let mut removed = Removed::default();
    let mut edits = contact_edits(&text, hidden, &mut removed);
    let mut carried = Vec::new();
    for span in &spans {
        match formatting::fate(span, &text) {
            Fate::Carried(entity) => carried.push(entity),
            Fate::Dropped => {}
            Fate::Hidden(contact) => {
                let range = span.offset..span.end();
                let is_covered = edits
                    .iter()
                    .any(|edit| edit.range.start <= range.start && range.end <= edit.range.end);
                if !is_covered {
                    removed.insert(contact);
                    edits.push(Edit {
                        range,
                        replacement: hidden,
                    });
                }
            }
        }
    }
    let is_whole = edits.is_empty() && matches!(text, Cow::Borrowed(_));
    let (mut text, mut entities) = edits::apply(&text, &carried, edits);
    if !is_whole {
        let settled = settled(text, entities, hidden, &mut removed, ROUNDS);
        (text, entities) = settled.unwrap_or_else(|| (hidden.to_owned(), Vec::new()));
    }
    let (text, mut entities) = trimmed(&text, &entities);
    entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    Filtered {
        text,
        entities,
        removed,
    }
}

/// Filters what is left until nothing more is found in it: an emoji may have lost a half, and what held it together stands alone now;
/// an entity may have parted a number from the letters that made it none. `None` when so many rounds are not enough.
fn settled(
    mut text: String,
    mut entities: Vec<Entity>,
    hidden: &str,
    removed: &mut Removed,
    rounds: usize,
) -> Option<(String, Vec<Entity>)> {
    for _ in 0..rounds {
        let mut edits = invisible::edits(&text);
        if edits.is_empty() {
            edits = contact_edits(&text, hidden, removed);
        }
        if edits.is_empty() {
            return Some((text, entities));
        }
        (text, entities) = edits::apply(&text, &entities, edits);
    }
    None
}

fn contact_edits<'a>(text: &str, hidden: &'a str, removed: &mut Removed) -> Vec<Edit<'a>> {
    let mut offsets = Offsets::of(text);
    contacts::find(text, hidden)
        .into_iter()
        .map(|found| {
            removed.insert(found.contact);
            let start = offsets.at(found.range.start);
            Edit {
                range: start..offsets.at(found.range.end),
                replacement: hidden,
            }
        })
        .collect()
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

/// The part of a text between two UTF-16 offsets; half a character becomes a replacement mark.
fn utf16_slice(text: &str, range: std::ops::Range<usize>) -> String {
    let units: Vec<u16> = text
        .encode_utf16()
        .skip(range.start)
        .take(range.len())
        .collect();
    String::from_utf16_lossy(&units)
}

/// UTF-16 offsets of byte offsets that are asked for in order: the text is walked once, however many there are.
struct Offsets<'a> {
    text: &'a str,
    byte: usize,
    units: usize,
}

impl<'a> Offsets<'a> {
    const fn of(text: &'a str) -> Self {
        Self {
            text,
            byte: 0,
            units: 0,
        }
    }

    fn at(&mut self, byte: usize) -> usize {
        self.units += utf16(&self.text[self.byte..], byte - self.byte);
        self.byte = byte;
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_settle_is_not_let_through_half_filtered() {
        let filtered = |rounds| {
            let parted = "пиши id123459[скрыто]6собака".to_owned();
            let mut removed = Removed::default();
            settled(parted, Vec::new(), "[скрыто]", &mut removed, rounds).map(|(text, _)| text)
        };
        assert_eq!(filtered(1), None);
        assert_eq!(filtered(2).unwrap(), "пиши [скрыто][скрыто]6собака");
    }
}
