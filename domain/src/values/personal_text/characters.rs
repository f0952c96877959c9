//! Which characters may appear at all.

use unicode_properties::{
    GeneralCategory, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory,
};

use super::TextFault;

const ZERO_WIDTH_JOINER: char = '\u{200D}';
const EMOJI_PRESENTATION: char = '\u{FE0F}';
const KEYCAP: char = '\u{20E3}';

/// More marks than any living orthography of our readers puts on one letter.
const MAX_MARKS: u32 = 3;

/// Checks one line.
pub(super) fn check(line: &str) -> Result<(), TextFault> {
    let characters: Vec<char> = line.chars().collect();
    let mut previous = None;
    let mut marks = 0;
    for (index, &character) in characters.iter().enumerate() {
        let next = characters.get(index + 1).copied();
        match character {
            ZERO_WIDTH_JOINER | EMOJI_PRESENTATION => {
                if !is_inside_emoji(character, previous, next) {
                    return Err(TextFault::HiddenCharacter);
                }
            }
            _ if is_hidden(character) => return Err(TextFault::HiddenCharacter),
            _ if is_mark(character) => {
                marks += 1;
                if marks > MAX_MARKS || previous.is_none_or(char::is_whitespace) {
                    return Err(TextFault::StackedMarks);
                }
            }
            _ => marks = 0,
        }
        previous = Some(character);
    }
    Ok(())
}

/// Every space of Unicode as the plain one.
pub(super) fn plain_space(character: char) -> char {
    if character.general_category() == GeneralCategory::SpaceSeparator {
        ' '
    } else {
        character
    }
}

/// Emoji are joined and coloured with invisible characters; outside emoji those only hide things.
fn is_inside_emoji(joiner: char, previous: Option<char>, next: Option<char>) -> bool {
    let follows_emoji = previous.is_some_and(|previous| {
        is_emoji(previous) || (joiner == ZERO_WIDTH_JOINER && previous == EMOJI_PRESENTATION)
    });
    if joiner == ZERO_WIDTH_JOINER {
        follows_emoji && next.is_some_and(is_emoji)
    } else {
        let is_keycap = next == Some(KEYCAP)
            && previous.is_some_and(|key| key.is_ascii_digit() || matches!(key, '#' | '*'));
        follows_emoji || is_keycap
    }
}

/// Drawn as an emoji; ASCII digits, which Unicode counts among them, are not meant.
pub(in crate::values) fn is_emoji(character: char) -> bool {
    !character.is_ascii() && character.is_emoji_char()
}

fn is_mark(character: char) -> bool {
    character.general_category_group() == GeneralCategoryGroup::Mark
}

fn is_hidden(character: char) -> bool {
    matches!(
        character.general_category(),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    ) || is_blank(character)
}

/// Letters, symbols and marks that are drawn as nothing: fillers, the empty braille cell, variation selectors.
pub(super) fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\u{034F}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0E}'
            | '\u{FFA0}'
            | '\u{FFFC}'..='\u{FFFD}'
            | '\u{1D159}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}
