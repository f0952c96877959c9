//! What leads to a person: `@`, mail, links, telephone numbers; also with spaces between the letters or words for the signs.
//!
//! This stops accidents and the obvious detours, not somebody who is set on giving a contact away: in a talk they could say it.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::TextFault;

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
const SPOKEN_ATS: [&str; 3] = ["собака", "собачка", "at"];
const BRACKETED_ATS: [&str; 4] = ["(at)", "[at]", "(собака)", "[собака]"];
const BRACKETED_DOTS: [&str; 4] = ["(dot)", "[dot]", "(точка)", "[точка]"];

const MAIL_PROVIDERS: [&str; 14] = [
    "gmail",
    "mail",
    "yandex",
    "ya",
    "bk",
    "inbox",
    "icloud",
    "outlook",
    "гмейл",
    "джимейл",
    "мейл",
    "мэйл",
    "майл",
    "яндекс",
];

const SPOKEN_DIGITS: [&str; 10] = [
    "ноль",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
];

/// Fewest digits of a number written without `+`.
const PHONE_DIGITS: usize = 10;
/// Fewest digits of a number after `+`.
const PHONE_DIGITS_AFTER_PLUS: usize = 7;
/// Most separators between two groups of one number.
const PHONE_MAX_GAP: usize = 3;

/// Checks a whole text.
pub(super) fn check(text: &str) -> Result<(), TextFault> {
    let folded = fold(text);
    let joined = join_spaced_letters(&folded);
    for form in [&folded, &joined] {
        if has_mail(form) {
            return Err(TextFault::Mail);
        }
        if form.contains('@') {
            return Err(TextFault::AtSign);
        }
        if has_link(form) {
            return Err(TextFault::Link);
        }
    }
    if has_phone(&spell_digits(&folded)) {
        return Err(TextFault::Phone);
    }
    Ok(())
}

/// One spelling for look-alikes: compatibility forms (full-width, mathematical, circled) as plain ones, lower case, no marks, any
/// decimal digit as an ASCII one.
fn fold(text: &str) -> String {
    let mut folded: String = text
        .nfkc()
        .filter(|character| {
            character.general_category_group() != GeneralCategoryGroup::Mark
                && character.general_category() != GeneralCategory::Format
        })
        .flat_map(char::to_lowercase)
        .map(|character| match character {
            '。' | '•' | '·' | '․' => '.',
            other if other.is_ascii_digit() => other,
            // Which digit it is does not matter, only that it is one.
            other if other.general_category() == GeneralCategory::DecimalNumber => '0',
            other => other,
        })
        .collect();
    for at in BRACKETED_ATS {
        folded = folded.replace(at, "@");
    }
    for dot in BRACKETED_DOTS {
        folded = folded.replace(dot, ".");
    }
    folded
}

/// «v k . c o m» as «vk.com»: runs of single characters are put together.
fn join_spaced_letters(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut previous_is_single = false;
    for word in text.split_whitespace() {
        let is_single = word.chars().nth(1).is_none();
        if !(joined.is_empty() || is_single && previous_is_single) {
            joined.push(' ');
        }
        joined.push_str(word);
        previous_is_single = is_single;
    }
    joined
}

fn has_mail(text: &str) -> bool {
    let written = text.split_whitespace().any(|word| {
        word.split_once('@')
            .is_some_and(|(name, host)| name.ends_with(char::is_alphanumeric) && host.contains('.'))
    });
    let words: Vec<&str> = words(text).collect();
    let spoken = words.windows(3).any(|three| {
        SPOKEN_ATS.contains(&three[1])
            && MAIL_PROVIDERS.contains(&three[2].split('.').next().unwrap_or_default())
    });
    written || spoken
}

fn has_link(text: &str) -> bool {
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

/// «восемь девять один …» as digits.
fn spell_digits(text: &str) -> String {
    text.split_whitespace()
        .map(|word| {
            let bare = word.trim_matches(|character: char| !character.is_alphanumeric());
            SPOKEN_DIGITS
                .iter()
                .zip('0'..='9')
                .find(|(spoken, _)| **spoken == bare)
                .map_or_else(|| word.to_owned(), |(_, digit)| digit.to_string())
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn has_phone(text: &str) -> bool {
    let mut number = Number::default();
    let mut group = String::new();
    for character in text.chars().chain(std::iter::once('\n')) {
        if character.is_ascii_digit() {
            group.push(character);
            continue;
        }
        if !group.is_empty() {
            if number.add(&group) {
                return true;
            }
            group.clear();
        }
        number.separate(character);
    }
    false
}

/// Groups of digits that may be one telephone number.
#[derive(Default)]
struct Number {
    group_lens: Vec<usize>,
    has_plus: bool,
    gap: usize,
}

impl Number {
    /// Adds a group; whether it makes a number. A year stands for itself and ends what came before, so that a list of years and
    /// dates is not taken for a number.
    fn add(&mut self, group: &str) -> bool {
        self.gap = 0;
        if group.len() == 4 && (group.starts_with("19") || group.starts_with("20")) {
            *self = Self::default();
            return false;
        }
        self.group_lens.push(group.len());
        let digits: usize = self.group_lens.iter().sum();
        let needed = if self.has_plus {
            PHONE_DIGITS_AFTER_PLUS
        } else {
            PHONE_DIGITS
        };
        digits >= needed || self.group_lens.ends_with(&[3, 2, 2])
    }

    fn separate(&mut self, character: char) {
        match character {
            '+' => {
                *self = Self {
                    has_plus: true,
                    ..Self::default()
                };
            }
            ' ' | '-' | '(' | ')' | '.' | '/' | '_' | '–' | '—' | '‑'
                if self.gap < PHONE_MAX_GAP =>
            {
                self.gap += 1;
            }
            _ => *self = Self::default(),
        }
    }
}
