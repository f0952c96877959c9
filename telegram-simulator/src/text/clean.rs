//! What Telegram does to every text it is given: checks entities, drops control characters, trims.

use super::utf16::byte_offsets;
use super::{Entity, FormattedText, Refusal};

/// Telegram keeps this many entities of a message and silently drops the rest.
const ENTITIES_MAX: usize = 100;

/// Checks the entities against `text`, removes what Telegram removes and trims; offsets follow.
pub(crate) fn clean(text: &str, mut entities: Vec<Entity>) -> Result<FormattedText, Refusal> {
    check(text, &entities)?;
    entities.retain(|entity| entity.length > 0);
    entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    entities.truncate(ENTITIES_MAX);
    let first_entity = entities.first().map_or(i64::MAX, |entity| entity.offset);
    let (kept, moved) = filter(text, first_entity);
    let end = moved.last().copied().unwrap_or(0);
    for entity in &mut entities {
        let start = moved_offset(&moved, entity.offset).unwrap_or(end);
        let stop = moved_offset(&moved, entity.end()).unwrap_or(end);
        entity.offset = start;
        entity.length = stop - start;
    }
    entities.retain(|entity| entity.length > 0);
    Ok(FormattedText {
        text: kept,
        entities,
    })
}

fn check(text: &str, entities: &[Entity]) -> Result<(), Refusal> {
    if entities.is_empty() {
        return Ok(());
    }
    let offsets = byte_offsets(text);
    let text_end = offsets.len() - 1;
    for entity in entities {
        let (start, end) = (entity.offset, entity.end());
        let Ok(start_at) = usize::try_from(start) else {
            return Err(format!(
                "can't parse entities: entity has incorrect offset {start}"
            ));
        };
        if entity.length < 0 {
            return Err("can't parse entities: entity has incorrect length".to_owned());
        }
        let end_at = usize::try_from(end).unwrap_or(usize::MAX);
        if start_at > text_end || end_at > text_end {
            return Err(format!(
                "entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {end}"
            ));
        }
        if offsets[start_at].is_none() {
            return Err(format!(
                "entity begins in a middle of a UTF-16 symbol at byte offset {start}"
            ));
        }
        if offsets[end_at].is_none() {
            return Err(format!(
                "entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol at UTF-16 offset {end}"
            ));
        }
    }
    Ok(())
}

/// The text without what Telegram removes, and for each old UTF-16 offset the new one.
fn filter(text: &str, first_entity: i64) -> (String, Vec<i64>) {
    let mut kept = String::with_capacity(text.len());
    let mut moved = Vec::with_capacity(text.len() + 1);
    let (mut old, mut new) = (0_i64, 0_i64);
    let mut kept_units: Vec<(usize, i64)> = Vec::new();
    for character in text.chars() {
        let units = if character.len_utf16() == 2 { 2 } else { 1 };
        for unit in 0..units {
            moved.push(new + unit);
        }
        // Leading space goes only up to the first entity, as in Telegram: formatted space is wanted space.
        let leading = kept.is_empty() && is_space(character) && old < first_entity;
        if let Some(character) = replacement(character).filter(|_| !leading) {
            kept.push(character);
            new += units;
            kept_units.push((kept.len(), new));
        } else {
            for unit in moved.iter_mut().rev().take(if units == 2 { 2 } else { 1 }) {
                *unit = new;
            }
        }
        old += units;
    }
    moved.push(new);
    let trimmed = kept.trim_end_matches(is_space).len();
    if trimmed < kept.len() {
        let end = kept_units
            .iter()
            .rev()
            .find(|(bytes, _)| *bytes <= trimmed)
            .map_or(0, |(_, units)| *units);
        kept.truncate(trimmed);
        for offset in &mut moved {
            *offset = (*offset).min(end);
        }
    }
    (kept, moved)
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\n' | '\t' | '\r')
}

/// Telegram drops carriage returns, line separators and direction overrides, and shows other control characters as spaces.
fn replacement(character: char) -> Option<char> {
    match character {
        '\r' | '\u{2028}'..='\u{202e}' => None,
        '\n' => Some('\n'),
        '\u{0}'..='\u{1f}' => Some(' '),
        other => Some(other),
    }
}

fn moved_offset(moved: &[i64], old: i64) -> Option<i64> {
    usize::try_from(old)
        .ok()
        .and_then(|old| moved.get(old).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(offset: i64, length: i64) -> Entity {
        Entity::new("bold", offset, length)
    }

    #[test]
    fn text_is_trimmed_and_entities_follow() {
        let cleaned = clean("  a b \n", vec![entity(2, 5)]).unwrap();
        assert_eq!(cleaned.text, "a b");
        assert_eq!(cleaned.entities, vec![entity(0, 3)]);
    }

    #[test]
    fn an_entity_inside_a_surrogate_pair_is_refused() {
        assert!(clean("😀a", vec![entity(1, 1)]).is_err());
        assert!(clean("a😀", vec![entity(0, 2)]).is_err());
        assert!(clean("a😀", vec![entity(0, 3)]).is_ok());
    }

    #[test]
    fn an_entity_past_the_end_is_refused() {
        let refusal = clean("ab", vec![entity(1, 2)]).unwrap_err();
        assert!(refusal.contains("ends after the end of the text at UTF-16 offset 3"));
        assert!(clean("ab", vec![entity(-1, 2)]).is_err());
        assert!(clean("ab", vec![entity(i64::MAX, i64::MAX)]).is_err());
    }

    #[test]
    fn direction_overrides_vanish_and_offsets_shrink() {
        let cleaned = clean("a\u{202e}b\u{7}c", vec![entity(2, 1)]).unwrap();
        assert_eq!(cleaned.text, "ab c");
        assert_eq!(cleaned.entities, vec![entity(1, 1)]);
    }

    #[test]
    fn leading_space_inside_an_entity_stays() {
        let cleaned = clean("  a", vec![entity(1, 2)]).unwrap();
        assert_eq!(cleaned.text, " a");
    }
}
