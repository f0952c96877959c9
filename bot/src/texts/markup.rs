//! The little markup of our own texts, turned into entities. Telegram never parses what we send, so nothing a member wrote can become
//! formatting.

use std::fmt;

use teloxide::types::{MessageEntity, MessageEntityKind};

use super::mark::SYSTEM_MARK;

/// A text of ours with `<b>` and `<i>`; members' words inside it are escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// A text from `locales/`.
    pub(super) fn trusted(text: String) -> Self {
        Self(text)
    }

    /// Anybody's words, as they are.
    pub fn escaped(text: &str) -> Self {
        Self(
            text.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;"),
        )
    }

    /// The text with its markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text without formatting, for buttons and query answers.
    pub fn plain(&self) -> String {
        parse(&self.0).text
    }

    /// The text as a message of the bot: marked as its own words, formatting as entities.
    pub fn styled(&self) -> Styled {
        parse(&format!("{SYSTEM_MARK} {}", self.0))
    }

    /// Several texts, one under the other with an empty line between.
    pub fn paragraphs(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(parts, "\n\n")
    }

    /// Several texts with something between them.
    pub fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let parts: Vec<String> = parts.into_iter().map(|part| part.0).collect();
        Self(parts.join(between))
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text and its formatting, as Telegram takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Styled {
    /// The text.
    pub text: String,
    /// Formatting, offsets in UTF-16 code units.
    pub entities: Vec<MessageEntity>,
}

fn parse(markup: &str) -> Styled {
    let mut styled = Styled::default();
    let mut open: Vec<(MessageEntityKind, usize)> = Vec::new();
    let mut offset = 0;
    let mut rest = markup;
    while let Some(next) = rest.chars().next() {
        if let Some((tag, after)) = tag(rest) {
            match tag {
                Tag::Open(kind) => open.push((kind, offset)),
                Tag::Close => {
                    if let Some((kind, start)) = open.pop()
                        && offset > start
                    {
                        styled
                            .entities
                            .push(MessageEntity::new(kind, start, offset - start));
                    }
                }
            }
            rest = after;
            continue;
        }
        let (character, after) =
            unescape(rest).unwrap_or_else(|| (next, rest.get(next.len_utf8()..).unwrap_or("")));
        styled.text.push(character);
        offset += character.len_utf16();
        rest = after;
    }
    styled.entities.sort_by_key(|entity| entity.offset);
    styled
}

enum Tag {
    Open(MessageEntityKind),
    Close,
}

fn tag(rest: &str) -> Option<(Tag, &str)> {
    let tags = [
        ("<b>", Tag::Open(MessageEntityKind::Bold)),
        ("<i>", Tag::Open(MessageEntityKind::Italic)),
        ("</b>", Tag::Close),
        ("</i>", Tag::Close),
    ];
    tags.into_iter()
        .find_map(|(spelling, tag)| Some((tag, rest.strip_prefix(spelling)?)))
}

fn unescape(rest: &str) -> Option<(char, &str)> {
    [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&')]
        .into_iter()
        .find_map(|(escape, character)| Some((character, rest.strip_prefix(escape)?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn entities_count_utf_16_units() {
        let styled = Markup::trusted("<b>🫂 Да</b> <i>нет</i>".to_owned()).styled();
        assert_eq!(styled.text, "🔹 🫂 Да нет");
        assert_eq!(
            styled.entities,
            [MessageEntity::bold(3, 5), MessageEntity::italic(9, 3)]
        );
    }

    proptest! {
        #[test]
        fn escaped_words_come_out_as_they_went_in(words in ".*") {
            let styled = Markup::escaped(&words).styled();
            prop_assert_eq!(styled.text, format!("{} {}", SYSTEM_MARK, words));
            prop_assert!(styled.entities.is_empty());
        }
    }
}
