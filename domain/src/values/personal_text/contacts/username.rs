//! `@names`, also with a space after the sign and after a spoken one.

use std::ops::Range;

use super::handle::{self, Handle};
use super::spoken;
use super::view::{View, Word, is_word};

/// Fewest characters after the sign; Telegram's own names have five, bought ones four.
const MIN_CHARACTERS: usize = 3;
/// Fewest characters when the sign stands inside a word or apart from the name.
const MIN_APART: usize = 4;
/// Most spaces between the sign and the name.
const MAX_SPACES: usize = 3;
/// Words before «собака» that are looked at for what it is about.
const CONTEXT_WORDS: usize = 4;

/// What follows a lone `@` in ordinary English: «meet @ home».
const PLACES: [&str; 8] = [
    "home", "work", "school", "night", "noon", "least", "once", "midnight",
];

/// Every name after an `@`.
pub(super) fn find(view: &View) -> Vec<Range<usize>> {
    view.text()
        .match_indices('@')
        .filter_map(|(at, _)| after_sign(view, at))
        .collect()
}

fn after_sign(view: &View, at: usize) -> Option<Range<usize>> {
    let text = view.text();
    let rest = &text[at + 1..];
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let previous = text[..at].chars().next_back();
    let is_inside_word = previous.is_some_and(is_word);
    let name = if spaces > 0 || is_inside_word {
        handle::latin_at(text, at + 1 + spaces)
    } else {
        handle::at(text, at + 1)
    };
    let is_telling = if spaces > 0 {
        spaces <= MAX_SPACES
            && name.is_latin()
            && name.characters() >= MIN_APART
            && (name.is_evident() || name.characters() > MIN_APART)
            && !PLACES.contains(&name.text)
    } else if is_inside_word {
        name.is_latin() && name.label_characters() >= MIN_APART
    } else {
        name.has_letter() && name.characters() >= MIN_CHARACTERS
    };
    let start = if is_inside_word {
        start_of_local(text, at)
    } else {
        at
    };
    is_telling.then_some(start..name.end)
}

/// Latin letters before the sign belong to it, as in `user@host`; a Russian word is only glued to it.
fn start_of_local(text: &str, at: usize) -> usize {
    let is_local = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-' | '+')
    };
    text[..at].trim_end_matches(is_local).len()
}

/// Names after «собака» where no dog is meant.
pub(super) fn find_spoken(view: &View) -> Vec<Range<usize>> {
    let words = view.words();
    let is_sign = |index: &usize| spoken::is_at(view.word(&words[*index]));
    (0..words.len())
        .filter(is_sign)
        .filter_map(|index| after_dog(view, &words, index))
        .collect()
}

fn after_dog(view: &View, words: &[Word], index: usize) -> Option<Range<usize>> {
    let (sign, next) = (&words[index], words.get(index + 1)?);
    let is_apart = |character: char| !matches!(character, ' ' | ':' | '-' | '"' | '«' | '(');
    if view.word(sign) == "at" || view.text()[sign.end..next.start].contains(is_apart) {
        return None;
    }
    let name = handle::at(view.text(), next.start);
    let before = &words[index.saturating_sub(CONTEXT_WORDS)..index];
    let previous = before.last().map(|word| view.word(word));
    if previous.is_some_and(spoken::is_of_a_dog) {
        return None;
    }
    let is_about_names = || {
        before
            .iter()
            .any(|word| handle::is_about_names(view.word(word)))
    };
    let is_all = words.len() == 2;
    let is_telling = if name.is_latin() {
        name.characters() >= MIN_APART && (name.is_evident() || is_all || is_about_names())
    } else {
        name.characters() >= MIN_CHARACTERS && previous.is_some_and(handle::is_name_word)
    };
    is_telling.then_some(sign.start..name.end)
}

impl Handle<'_> {
    /// Up to the first dot: a host without its ending.
    fn label_characters(&self) -> usize {
        self.text.split('.').next().unwrap_or_default().len()
    }
}
