//! The words of crisis, read once from what was compiled in.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Crisis;
use super::words::ANY_LETTER;

/// A file per language.
pub(super) const SOURCES: [&str; 3] = [
    include_str!("lexicon/ru.txt"),
    include_str!("lexicon/uk.txt"),
    include_str!("lexicon/en.txt"),
];

/// Every line of every language. A test reads them all, so none is lost here.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let lines = SOURCES.iter().flat_map(|source| lines(source));
    Lexicon::of(lines.filter_map(parse))
});

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Words of crisis.
    Crisis(Crisis),
    /// What only looks like them.
    Harmless,
}

/// One line.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) meaning: Meaning,
    /// Said of others too: counts only if nobody else is spoken of.
    pub(super) of_others: bool,
    /// The first is never a gap.
    pub(super) elements: Vec<Element>,
}

/// One place of a line.
#[derive(Debug)]
pub(super) enum Element {
    /// One of these words, or the end of the thought.
    Word { stems: Vec<Stem>, or_end: bool },
    /// A few words, whatever they are.
    Gap,
}

/// A word, or how it begins.
#[derive(Debug)]
pub(super) struct Stem {
    text: String,
    is_beginning: bool,
}

impl Stem {
    pub(super) fn of(text: &str) -> Self {
        Self {
            text: text.trim_end_matches('*').to_owned(),
            is_beginning: text.ends_with('*'),
        }
    }

    /// Whether a word is this one; a hidden letter may be any.
    pub(super) fn matches(&self, word: &str) -> bool {
        let mut letters = word.chars();
        for expected in self.text.chars() {
            match letters.next() {
                Some(letter) if letter == expected || letter == ANY_LETTER => {}
                _ => return false,
            }
        }
        self.is_beginning || letters.next().is_none()
    }
}

/// All lines, by the letters they begin with.
#[derive(Debug)]
pub(super) struct Lexicon {
    patterns: Vec<Pattern>,
    by_letter: HashMap<char, Vec<usize>>,
}

impl Lexicon {
    fn of(patterns: impl Iterator<Item = Pattern>) -> Self {
        let patterns: Vec<Pattern> = patterns.collect();
        let mut by_letter: HashMap<char, Vec<usize>> = HashMap::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let Some(Element::Word { stems, .. }) = pattern.elements.first() else {
                continue;
            };
            for letter in stems.iter().filter_map(|stem| stem.text.chars().next()) {
                let of_letter = by_letter.entry(letter).or_default();
                if of_letter.last() != Some(&index) {
                    of_letter.push(index);
                }
            }
        }
        Self {
            patterns,
            by_letter,
        }
    }

    /// The lines that may begin with this word.
    pub(super) fn beginning_with(&self, word: &str) -> impl Iterator<Item = &Pattern> {
        let letter = word.chars().next();
        let of_letter = letter.and_then(|letter| self.by_letter.get(&letter));
        let indices = of_letter.into_iter().flatten();
        indices.filter_map(|index| self.patterns.get(*index))
    }
}

/// The lines of a file that say something.
pub(super) fn lines(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Reads a line; `None` when it is not one.
pub(super) fn parse(line: &str) -> Option<Pattern> {
    let (label, words) = line.split_once(" | ")?;
    let meaning = match label.trim() {
        "suicide" => Meaning::Crisis(Crisis::Suicide),
        "self_harm" => Meaning::Crisis(Crisis::SelfHarm),
        "not" => Meaning::Harmless,
        _ => return None,
    };
    let (of_others, words) = match words.trim().strip_prefix("? ") {
        Some(words) => (true, words),
        None => (false, words),
    };
    let elements: Option<Vec<Element>> = words.split_whitespace().map(element).collect();
    let elements = elements?;
    let begins_with_a_word =
        matches!(elements.first()?, Element::Word { stems, .. } if !stems.is_empty());
    begins_with_a_word.then_some(Pattern {
        meaning,
        of_others,
        elements,
    })
}

fn element(text: &str) -> Option<Element> {
    if text == "~" {
        return Some(Element::Gap);
    }
    let or_end = text.split('/').any(|word| word == "$");
    let words = text.split('/').filter(|word| *word != "$");
    let stems: Option<Vec<Stem>> = words.map(stem).collect();
    Some(Element::Word {
        stems: stems?,
        or_end,
    })
}

fn stem(text: &str) -> Option<Stem> {
    let letters = text.strip_suffix('*').unwrap_or(text);
    let is_word = !letters.is_empty() && letters.chars().all(char::is_alphanumeric);
    let is_spelled = !letters.contains('ё') && letters == letters.to_lowercase();
    (is_word && is_spelled).then(|| Stem::of(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_language_is_read() {
        for source in SOURCES {
            for line in lines(source) {
                assert!(parse(line).is_some(), "{line}");
            }
        }
    }

    #[test]
    fn what_is_no_line_is_not_guessed_at() {
        for line in [
            "suicide хочу",
            "despair | хочу",
            "suicide | ~ хочу",
            "suicide | $",
            "not | Хочу",
            "not | ещё",
        ] {
            assert!(parse(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_hidden_letter_may_be_any() {
        assert!(Stem::of("суицид*").matches("суи*идом"));
        assert!(!Stem::of("суицид").matches("суи*идом"));
        assert!(!Stem::of("суицид*").matches("суи"));
    }
}
