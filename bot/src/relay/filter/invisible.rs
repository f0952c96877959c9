//! Characters that nobody sees: they turn the direction of a line, hide a name from the rules, or carry words that are not drawn.

use super::{Edit, Offsets};

/// Emoji are made with it, and some scripts; between letters of ours it only hides things.
const JOINER: char = '\u{200D}';
/// A flag that letters of the tag block follow, with the only three that Unicode recommends: England, Scotland, Wales.
const BLACK_FLAG: char = '\u{1F3F4}';
const FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];
const TAG_BLOCK: u32 = 0xE_0000;
const TAG_END: char = '\u{E007F}';

/// Edits that take out every such character.
pub(super) fn edits(text: &str) -> Vec<Edit<'static>> {
    let mut offsets = Offsets::of(text);
    let mut flag_until = 0;
    let mut previous = None;
    let mut edits = Vec::new();
    for (at, character) in text.char_indices() {
        let after = &text[at + character.len_utf8()..];
        if character == BLACK_FLAG {
            flag_until = at + character.len_utf8() + flag_len(after);
        }
        let is_kept = at < flag_until || !is_invisible(previous, character, after);
        if is_kept {
            previous = Some(character);
            continue;
        }
        let replacement = if is_line_break(character) { "\n" } else { "" };
        // What stands in its place is beside the next one.
        previous = replacement.chars().next().or(previous);
        let start = offsets.at(at);
        edits.push(Edit {
            range: start..start + character.len_utf16(),
            replacement,
        });
    }
    edits
}

fn is_invisible(previous: Option<char>, character: char, after: &str) -> bool {
    if character == JOINER {
        let next = after
            .chars()
            .find(|next| !is_always_invisible(*next) || is_line_break(*next));
        return [previous, next].into_iter().any(|beside| {
            beside.is_none_or(|beside| {
                beside == JOINER || is_of_plain_text(beside) || is_line_break(beside)
            })
        });
    }
    is_always_invisible(character)
}

const fn is_always_invisible(character: char) -> bool {
    is_direction_control(character)
        || is_filler(character)
        || is_tag(character)
        || is_control(character)
        || is_line_break(character)
}

/// Breaks that some applications draw and others do not; all do with the plain one.
const fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

const fn is_direction_control(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

const fn is_filler(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'
            | '\u{200C}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFC}'
            | '\u{1D173}'..='\u{1D17A}'
    )
}

/// Tags and the variation selectors after them: a whole message fits into them unseen.
const fn is_tag(character: char) -> bool {
    matches!(character, '\u{E0000}'..='\u{E0FFF}')
}

/// Line breaks and tabs are drawn.
const fn is_control(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}')
}

const fn is_of_plain_text(character: char) -> bool {
    character.is_ascii() || matches!(character, '\u{A0}'..='\u{24F}' | '\u{370}'..='\u{52F}')
}

/// How many bytes of tags make a flag of the one before them.
fn flag_len(after: &str) -> usize {
    FLAGS
        .iter()
        .filter_map(|flag| {
            let tags: String = flag
                .chars()
                .filter_map(|letter| char::from_u32(TAG_BLOCK + u32::from(letter)))
                .chain([TAG_END])
                .collect();
            after.starts_with(&tags).then_some(tags.len())
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::edits;

    fn seen(text: &str) -> String {
        edits::apply::<()>(text, &[], super::edits(text)).0
    }

    #[test]
    fn what_nobody_sees_is_taken_out() {
        for (text, left) in [
            ("до\u{202E}после\u{2066}", "допосле"),
            ("нуле\u{200b}вая ши\u{200c}ри\u{200d}на", "нулевая ширина"),
            ("\u{3164}\u{115f}\u{2800}", ""),
            ("a\u{E0076}\u{E0061}\u{E0100}b", "ab"),
            ("нуль\0внутри\u{7f}", "нульвнутри"),
            ("a\u{200d}", "a"),
            ("😀\u{200d}\u{200d}\u{202e}", "😀"),
            ("раз\u{2028}два\u{b}три", "раз\nдва\nтри"),
            ("😀\u{200d}\u{2028}😀", "😀\n😀"),
            ("😀\u{85}\u{200d}😀", "😀\n😀"),
        ] {
            assert_eq!(seen(text), left, "{text:?}");
        }
    }

    #[test]
    fn what_makes_emoji_and_lines_stays() {
        let england = "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}";
        for text in ["👨‍👩‍👧‍👦👩🏽‍🚀🏳️‍🌈🇷🇺", "❤️ 1️⃣", england, "раз\nдва\tтри", "क्‍ष"]
        {
            assert_eq!(seen(text), text, "{text:?}");
        }
        let smuggled = "🏴\u{E0076}\u{E0061}\u{E007F}";
        assert_eq!(seen(smuggled), "🏴");
    }
}
