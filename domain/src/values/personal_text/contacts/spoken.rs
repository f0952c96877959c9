//! «вася собака почта точка ру» as it is meant: signs that are written as words.

use std::ops::Range;

use super::mail;
use super::view::{View, Word};

const ATS: [&str; 4] = ["собака", "собачка", "собаки", "at"];
const DOTS: [&str; 4] = ["точка", "крапка", "дот", "dot"];
const SLASHES: [&str; 4] = ["слэш", "слеш", "slash", "дробь"];
const UNDERSCORES: [&str; 4] = [
    "подчеркивание",
    "подчёркивание",
    "підкреслення",
    "underscore",
];
const LOWER: [&str; 2] = ["нижнее", "нижнє"];
const HYPHENS: [&str; 3] = ["дефис", "дефіс", "hyphen"];

/// Brackets around a spoken sign.
const OPENING: [char; 4] = ['(', '[', '{', '<'];
const CLOSING: [char; 4] = [')', ']', '}', '>'];

/// What a dog is called before it is an `@`.
const OF_A_DOG: &str = "моя твоя наша ваша его её ее их эта та одна и а у с как же есть была будет просто чья какая твою мою нашу большая \
                        маленькая злая старая любимая соседская бездомная добрая моей нашей без или любая каждая моєю його її їх це ця";

/// The view with signs for the words; `None` when no sign is spoken.
pub(super) fn signs(view: &View) -> Option<View> {
    let words = view.words();
    let mut parts = bracketed_signs(view.text());
    for (index, word) in words.iter().enumerate() {
        let Some(sign) = sign(view, &words, index) else {
            continue;
        };
        let mut range = around(view.text(), word.start..word.end);
        if sign == "_" && index > 0 && LOWER.contains(&view.word(&words[index - 1])) {
            range = around(view.text(), words[index - 1].start..range.end);
        }
        parts.push((range, sign));
    }
    parts.sort_by_key(|(range, _)| range.start);
    // Two signs may claim the spaces between them.
    let mut done = 0;
    for (range, _) in &mut parts {
        range.start = range.start.max(done);
        done = range.end.max(done);
    }
    parts.retain(|(range, _)| range.start < range.end);
    (!parts.is_empty()).then(|| view.rewritten(&parts))
}

/// `[.]` and `(@)`.
fn bracketed_signs(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let signs = text.match_indices(['.', '@']).filter(|(at, sign)| {
        text[..*at].ends_with(OPENING) && text[at + sign.len()..].starts_with(CLOSING)
    });
    signs
        .map(|(at, sign)| (at - 1..at + 2, if sign == "@" { "@" } else { "." }))
        .collect()
}

/// Whether a word is the spoken `@`.
pub(super) fn is_at(word: &str) -> bool {
    ATS.contains(&word)
}

/// Whether a word tells that a dog is meant.
pub(super) fn is_of_a_dog(word: &str) -> bool {
    OF_A_DOG.split_whitespace().any(|of_a_dog| of_a_dog == word)
}

fn sign(view: &View, words: &[Word], index: usize) -> Option<&'static str> {
    let word = view.word(&words[index]);
    if DOTS.contains(&word) {
        Some(".")
    } else if SLASHES.contains(&word) {
        Some("/")
    } else if UNDERSCORES.contains(&word) {
        Some("_")
    } else if HYPHENS.contains(&word) {
        Some("-")
    } else if is_at(word) && is_meant_as_at(view, words, index) {
        Some("@")
    } else {
        None
    }
}

/// «at» and «собака» are words of their own far more often than they are a sign.
fn is_meant_as_at(view: &View, words: &[Word], index: usize) -> bool {
    let word = &words[index];
    if is_bracketed(view.text(), word) {
        return true;
    }
    let (Some(previous), Some(next)) = (
        index.checked_sub(1).and_then(|before| words.get(before)),
        words.get(index + 1),
    ) else {
        return false;
    };
    let is_joined = |gap: &str| gap.chars().all(|character| character == ' ');
    if !is_joined(&view.text()[previous.end..word.start])
        || !is_joined(&view.text()[word.end..next.start])
        || is_of_a_dog(view.word(previous))
    {
        return false;
    }
    let host = view.word(next);
    let has_spoken_dot = words
        .get(index + 2)
        .is_some_and(|dot| DOTS.contains(&view.word(dot)));
    let has_dot = has_spoken_dot || view.text()[next.end..].trim_start().starts_with('.');
    if view.word(word) == "at" {
        has_spoken_dot || (has_dot && mail::is_provider(host))
    } else {
        mail::is_provider(host) || (has_dot && host.is_ascii()) || has_spoken_dot
    }
}

fn is_bracketed(text: &str, word: &Word) -> bool {
    text[..word.start].ends_with(OPENING) && text[word.end..].starts_with(CLOSING)
}

/// A sign with its brackets and the spaces that spoken signs stand between.
fn around(text: &str, range: Range<usize>) -> Range<usize> {
    let bracketed = is_bracketed(
        text,
        &Word {
            start: range.start,
            end: range.end,
        },
    );
    let margin = usize::from(bracketed);
    let (start, end) = (range.start - margin, range.end + margin);
    let before = text[..start].trim_end_matches(' ').len();
    let after = text[end..].trim_start_matches(' ').len();
    before..text.len() - after
}
