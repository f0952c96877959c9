//! Replacing parts of a text while its entities stay on their words.

use std::ops::Range;

use super::entity::Span;

/// A part of a text to be replaced, in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<'a> {
    /// Which part.
    pub range: Range<usize>,
    /// By what.
    pub replacement: &'a str,
}

/// Applies edits to a text and moves its entities along. Overlapping edits count as one (the first one's replacement stands).
/// Entities that point outside the text, into the middle of a character, or at nothing are dropped.
pub fn apply<T: Clone>(
    text: &str,
    entities: &[Span<T>],
    mut edits: Vec<Edit<'_>>,
) -> (String, Vec<Span<T>>) {
    let units: Vec<u16> = text.encode_utf16().collect();
    edits.retain(|edit| edit.range.start < edit.range.end && edit.range.end <= units.len());
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let edits = merged(edits);

    let mut result = Vec::with_capacity(units.len());
    let mut done = 0;
    for edit in &edits {
        result.extend_from_slice(&units[done..edit.range.start]);
        result.extend(edit.replacement.encode_utf16());
        done = edit.range.end;
    }
    result.extend_from_slice(&units[done..]);

    let moved = entities
        .iter()
        .filter(|entity| {
            entity.end() <= units.len()
                && is_boundary(&units, entity.offset)
                && is_boundary(&units, entity.end())
        })
        .filter_map(|entity| {
            let offset = moved_offset(&edits, entity.offset, Side::Start);
            let end = moved_offset(&edits, entity.end(), Side::End);
            (offset < end).then(|| Span {
                style: entity.style.clone(),
                offset,
                length: end - offset,
            })
        })
        .collect();
    // Edits lie on character boundaries, so nothing is lost here; a lone surrogate would only become a replacement mark.
    (String::from_utf16_lossy(&result), moved)
}

fn merged(edits: Vec<Edit<'_>>) -> Vec<Edit<'_>> {
    let mut merged: Vec<Edit<'_>> = Vec::with_capacity(edits.len());
    for edit in edits {
        match merged.last_mut() {
            Some(last) if edit.range.start < last.range.end => {
                last.range.end = last.range.end.max(edit.range.end);
            }
            _ => merged.push(edit),
        }
    }
    merged
}

/// Which end of an entity an offset is: inside a replaced part, a start moves before the replacement and an end behind it.
#[derive(Clone, Copy)]
enum Side {
    Start,
    End,
}

fn moved_offset(edits: &[Edit<'_>], offset: usize, side: Side) -> usize {
    let (mut removed, mut added) = (0, 0);
    for edit in edits {
        let replacement = edit.replacement.encode_utf16().count();
        if edit.range.end <= offset {
            removed += edit.range.len();
            added += replacement;
        } else if edit.range.start < offset {
            removed += offset - edit.range.start;
            added += if matches!(side, Side::End) {
                replacement
            } else {
                0
            };
            break;
        } else {
            break;
        }
    }
    offset + added - removed
}

/// Whether an offset lies between characters and not between the halves of a surrogate pair.
pub fn is_boundary(units: &[u16], offset: usize) -> bool {
    match units.get(offset) {
        Some(unit) => !(0xDC00..=0xDFFF).contains(unit),
        None => offset == units.len(),
    }
}
