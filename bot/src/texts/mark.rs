//! The marks by which a member tells the bot's words from the peer's, and their protection against imitation.

use std::borrow::Cow;

/// Begins every message in the bot's own words.
pub const SYSTEM_MARK: &str = "🔹";

/// Begins the first line of every relayed message, before the pseudonym.
pub const HEADER_MARK: &str = "✉️";

/// Looks like [`SYSTEM_MARK`] in most fonts.
const SYSTEM_LOOKALIKES: [char; 4] = ['🔹', '🔷', '💠', '🔵'];
/// Looks like [`HEADER_MARK`]; the variation selector after it is left alone.
const HEADER_LOOKALIKES: [char; 2] = ['✉', '🖂'];
const ENVELOPES: [char; 13] = [
    '📧', '📨', '📩', '📪', '📫', '📬', '📭', '💌', '🖃', '🖄', '🖅', '🖆', '📤',
];
/// Blue or hollow shapes that pass for [`SYSTEM_MARK`] where a line begins and are harmless inside it.
const SHAPES: [char; 12] = ['◆', '◇', '◈', '❖', '⬥', '⬦', '⯁', '⟐', '⋄', '🟦', '🞜', '🞛'];

/// A member's words without the marks of the bot. Every replacement has as many UTF-16 units as what it replaces, so entity offsets hold.
pub fn strip_imitation(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_mark) {
        return Cow::Borrowed(text);
    }
    let mut line_start = true;
    let mut stripped = String::with_capacity(text.len());
    for character in text.chars() {
        let is_imitation =
            is_system_mark(character) || (line_start && is_mark_of_a_line(character));
        match (is_imitation, character.len_utf16()) {
            (true, 1) => stripped.push('·'),
            (true, _) => stripped.push_str("··"),
            (false, _) => stripped.push(character),
        }
        // Blank and invisible characters, lone accents and other marks do not hide that a mark stands first.
        let is_passed_over = is_imitation
            || character.is_whitespace()
            || is_invisible(character)
            || is_accent(character);
        line_start = is_line_end(character) || (line_start && is_passed_over);
    }
    Cow::Owned(stripped)
}

fn is_mark(character: char) -> bool {
    is_system_mark(character) || is_mark_of_a_line(character)
}

fn is_system_mark(character: char) -> bool {
    SYSTEM_LOOKALIKES.contains(&character)
}

fn is_mark_of_a_line(character: char) -> bool {
    HEADER_LOOKALIKES.contains(&character)
        || ENVELOPES.contains(&character)
        || SHAPES.contains(&character)
}

fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}'
        )
}

/// Combining characters: at the start of a line they stand on nothing and are hardly seen.
fn is_accent(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_bots_mark_never_survives() {
        assert_eq!(
            strip_imitation("🔹 Разговор завершён"),
            "·· Разговор завершён"
        );
        assert_eq!(strip_imitation("да 🔷 нет"), "да ·· нет");
    }

    #[test]
    fn a_header_survives_only_within_a_line() {
        assert_eq!(strip_imitation("привет ✉️ тебе"), "привет ✉️ тебе");
        assert_eq!(
            strip_imitation("привет\n \u{200b}✉️ Админ"),
            "привет\n \u{200b}·\u{fe0f} Админ"
        );
    }

    #[test]
    fn nothing_unseen_before_a_mark_saves_it() {
        for lead in [
            "",
            " ",
            "\u{301}",
            "\u{489}\u{20dd}",
            "\u{3164}",
            "\u{2800}\u{a0}",
            "\u{e0041}",
            "\u{fe0f}",
            "\u{202e}",
        ] {
            for mark in ["✉️", "📩", "🖂", "◆", "❖"] {
                let text = format!("да\n{lead}{mark} Собеседник");
                assert!(!strip_imitation(&text).contains(mark), "{text:?}");
            }
        }
        assert_eq!(strip_imitation("✉🔹✉ Админ"), "···· Админ");
        assert_eq!(strip_imitation("пункт ◆ один"), "пункт ◆ один");
    }

    proptest! {
        #[test]
        fn offsets_hold(text in "[🔹✉️📧\n абв]*") {
            let stripped = strip_imitation(&text);
            prop_assert_eq!(stripped.encode_utf16().count(), text.encode_utf16().count());
            prop_assert!(!stripped.contains(SYSTEM_MARK));
            let is_clean = stripped.lines().all(|line| !line.starts_with(HEADER_MARK));
            prop_assert!(is_clean);
        }
    }
}
