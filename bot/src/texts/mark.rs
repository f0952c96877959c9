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
const ENVELOPES: [char; 6] = ['📧', '📨', '📩', '📬', '📭', '💌'];

/// A member's words without the marks of the bot. Every replacement has as many UTF-16 units as what it replaces, so entity offsets hold.
pub fn strip_imitation(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_mark) {
        return Cow::Borrowed(text);
    }
    let mut line_start = true;
    let mut stripped = String::with_capacity(text.len());
    for character in text.chars() {
        let is_imitation = is_system_mark(character) || (line_start && is_header_mark(character));
        match (is_imitation, character.len_utf16()) {
            (true, 1) => stripped.push('·'),
            (true, _) => stripped.push_str("··"),
            (false, _) => stripped.push(character),
        }
        // Blank and invisible characters do not hide that the mark stands first.
        line_start = is_line_end(character)
            || (line_start && (character.is_whitespace() || is_invisible(character)));
    }
    Cow::Owned(stripped)
}

fn is_mark(character: char) -> bool {
    is_system_mark(character) || is_header_mark(character)
}

fn is_system_mark(character: char) -> bool {
    SYSTEM_LOOKALIKES.contains(&character)
}

fn is_header_mark(character: char) -> bool {
    HEADER_LOOKALIKES.contains(&character) || ENVELOPES.contains(&character)
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
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}'
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
