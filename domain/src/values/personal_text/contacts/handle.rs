//! What a name in some network looks like, and the words it is announced with.

use super::view::is_word;

/// Words that announce a name: «мой ник …».
const NAME_WORDS: &str =
    "ник никнейм нік нікнейм юзернейм юзер логин логін айди username nickname nick login handle";

/// Words around which «собака» is a sign: names, Telegram, and the wish to be found.
const ABOUT_NAMES: &str = "тг тгшка телеграм телеграме телеграмм телеграмме телеграма телега телеге телегу телеграмі tg telegram пиши пишите \
                           напиши напишите найди найдите ищи ищите добавь добавьте добавляйся стучи знайди знайдіть додай";

/// A possible name in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handle<'a> {
    pub(super) text: &'a str,
    /// Where it ends, in bytes of the whole text.
    pub(super) end: usize,
}

/// The run of letters, digits, `_` and inner dots and hyphens at a place; may be empty.
pub(super) fn at(text: &str, start: usize) -> Handle<'_> {
    let rest = &text[start..];
    let mut len = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((_, character)) = characters.next() {
        let goes_on = is_word(character)
            || (matches!(character, '.' | '-')
                && len > 0
                && characters.peek().is_some_and(|(_, next)| is_word(*next)));
        if !goes_on {
            break;
        }
        len += character.len_utf8();
    }
    Handle {
        text: &rest[..len],
        end: start + len,
    }
}

/// The same of Latin letters alone: other words may be glued to it.
pub(super) fn latin_at(text: &str, start: usize) -> Handle<'_> {
    let foreign = text[start..].find(|character: char| !character.is_ascii());
    at(
        &text[..foreign.map_or(text.len(), |len| start + len)],
        start,
    )
}

/// Whether a word announces a name by itself.
pub(super) fn is_name_word(word: &str) -> bool {
    NAME_WORDS.split_whitespace().any(|known| known == word)
}

/// Whether a word makes it likely that a name follows soon.
pub(super) fn is_about_names(word: &str) -> bool {
    is_name_word(word) || ABOUT_NAMES.split_whitespace().any(|known| known == word)
}

impl Handle<'_> {
    pub(super) fn characters(&self) -> usize {
        self.text.chars().count()
    }

    pub(super) fn has_letter(&self) -> bool {
        self.text.chars().any(char::is_alphabetic)
    }

    /// Latin, beginning with a letter.
    pub(super) fn is_latin(&self) -> bool {
        self.text.is_ascii()
            && self
                .text
                .starts_with(|first: char| first.is_ascii_alphabetic())
    }

    /// No ordinary word has digits, `_` or a dot inside; «10k» and «v2.1» are not names either.
    pub(super) fn is_evident(&self) -> bool {
        let letters = self
            .text
            .chars()
            .filter(|character| character.is_alphabetic())
            .count();
        let has_sign = self.text.contains(|character: char| {
            character.is_ascii_digit() || matches!(character, '_' | '.')
        });
        letters >= 3 && has_sign
    }
}
