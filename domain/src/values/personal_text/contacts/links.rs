//! Ordinary links: a profile has none, a talk shows them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern;
use super::view::View;

/// Endings that make `word.ending` a link.
static ENDINGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "ru su com net org info biz me io app dev cc xyz online site link bio gg tv club pro shop store ua by kz am az ge uz kg md ee lv \
     lt pl de fr uk us eu ai ly to page blog chat рф рус укр бел"
        .split_whitespace()
        .collect()
});

/// Endings that make a link even with spaces around the dot, where a shorter list keeps ordinary sentences safe.
const PLAIN_ENDINGS: [&str; 6] = ["ru", "com", "net", "org", "su", "рф"];

/// Endings as they are spoken after «точка».
const SPOKEN_ENDINGS: [&str; 5] = ["ру", "ком", "орг", "нет", "рф"];
const SPOKEN_DOTS: [&str; 2] = ["точка", "dot"];

/// A link as it is written, by its scheme or by a path after a domain; not one with a user before its host.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:https?://|\bwww\.)[^\s@/\x01]+(?:/[^\s\x01]*)?(?:[\s\x01]|$)|\b(?:[\w-]+\.)+[a-z]{2,}/[^\s\x01]*",
    )
});

/// Every link with its scheme or path: digits and `@` in it are parts of an address, not a number or a name.
pub(super) fn find(view: &View) -> Vec<Range<usize>> {
    let text = view.text();
    WRITTEN
        .find_iter(text)
        .filter(|found| !text[..found.start()].ends_with('@'))
        .map(|found| {
            let kept = found
                .as_str()
                .trim_end_matches(|last: char| last.is_whitespace() || last == '\u{1}');
            found.start()..found.start() + kept.len()
        })
        .collect()
}

/// Whether a text has a link or a domain, also spelled with spaces or words.
pub(super) fn is_inside(text: &str) -> bool {
    if text.contains("://") || text.contains("www.") || text.contains("t.me/") {
        return true;
    }
    let words: Vec<&str> = words(text).collect();
    let spoken = words.windows(3).any(|three| {
        SPOKEN_DOTS.contains(&three[1])
            && (ENDINGS.contains(three[2]) || SPOKEN_ENDINGS.contains(&three[2]))
    });
    spoken || has_domain(text)
}

/// Words without the punctuation around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// `word.ending`, the ending not followed by more of a word.
fn has_domain(text: &str) -> bool {
    text.match_indices('.').any(|(index, _)| {
        let (before, after) = (&text[..index], &text[index + 1..]);
        let (label, rest) = (before.trim_end(), after.trim_start());
        let is_tight = label.len() == before.len() && rest.len() == after.len();
        if !label.ends_with(char::is_alphanumeric) {
            return false;
        }
        let ending_len = rest
            .find(|character: char| !character.is_alphanumeric() && character != '-')
            .unwrap_or(rest.len());
        let ending = &rest[..ending_len];
        let is_telegram = ending == "me" && words(label).last() == Some("t");
        if is_tight {
            ENDINGS.contains(ending)
        } else {
            PLAIN_ENDINGS.contains(&ending) || is_telegram
        }
    })
}
