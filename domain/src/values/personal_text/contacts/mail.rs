//! Mail addresses, in any alphabet, also with spaces around their signs.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern;
use super::view::View;

/// Providers that are named without their ending.
const PROVIDERS: [&str; 18] = [
    "gmail",
    "mail",
    "yandex",
    "ya",
    "bk",
    "inbox",
    "icloud",
    "outlook",
    "ukr",
    "proton",
    "гмейл",
    "гмайл",
    "джимейл",
    "мейл",
    "мэйл",
    "майл",
    "яндекс",
    "рамблер",
];

static WRITTEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)*\.\p{L}{2,}"));

/// Only endings of mail providers: a sentence may end after an `@` too.
static SPACED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[\w.%+-]+\s{0,3}@\s{0,3}[\w-]+(?:\s{0,3}\.\s{0,3}[\w-]+)??\s{0,3}\.\s{0,3}(?:ru|com|net|org|ua|by|kz|me|su|рф|ру|ком|нет|орг)\b",
    )
});

static WITHOUT_ENDING: LazyLock<Regex> = LazyLock::new(|| {
    let providers = PROVIDERS.join("|");
    pattern(&format!(r"[\w.%+-]{{2,}}\s?@\s?(?:{providers})\b"))
});

/// Whether a word is a mail provider.
pub(super) fn is_provider(word: &str) -> bool {
    PROVIDERS.contains(&word)
}

/// Every address.
pub(super) fn find(view: &View) -> Vec<Range<usize>> {
    if !view.text().contains('@') {
        return Vec::new();
    }
    [&WRITTEN, &SPACED, &WITHOUT_ENDING]
        .into_iter()
        .flat_map(|pattern| pattern.find_iter(view.text()))
        .map(|found| found.range())
        .collect()
}
