//! Digits that stand together in a text, written and spoken, and what stands between them.

use std::ops::Range;

use super::super::number_words::{self, Size};
use super::super::view::View;

/// Most separators between two groups of one number.
const MAX_GAP: usize = 3;

/// After these words digits are a number that somebody gives away.
const ANNOUNCING: &str = "тел телефон телефону телефона номер номеру номера моб мобильный мобильному звони звоните позвони позвоните набери \
                          наберите вотсап ватсап вацап вайбер viber whatsapp phone call mobile tel дзвони дзвоніть подзвони набирай";

/// Words that may stand between an announcement and its number.
const KEEPING: &str = "мне мой моя это меня мій мені me my is at по на вот ось";

/// Digits that stand together, with what stands before them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) digits: String,
    pub(super) range: Range<usize>,
    pub(super) has_plus: bool,
    is_spoken: bool,
    /// What stands between the group before and this one; `None` begins another number.
    pub(super) gap: Option<Gap>,
    pub(super) is_announced: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Space,
    /// With a hyphen or a bracket.
    Sign,
}

/// All groups of digits, written and spoken, in order.
pub(super) fn groups(view: &View) -> Vec<Group> {
    let text = view.text();
    let mut reader = Reader::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let is_alike = |character: char| match first {
            digit if digit.is_ascii_digit() => character.is_ascii_digit(),
            letter if is_letter(letter) => is_letter(character),
            _ => false,
        };
        let len = rest
            .find(|character| !is_alike(character))
            .unwrap_or(rest.len());
        let len = len.max(first.len_utf8());
        let piece = &rest[..len];
        if first.is_ascii_digit() {
            reader.digits(piece, start);
        } else if is_letter(first) {
            reader.word(piece, start);
        } else {
            reader.separator(first, start);
        }
        rest = &rest[len..];
    }
    reader.groups
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() || character == '\''
}

/// Reads a text piece by piece.
#[derive(Default)]
struct Reader {
    groups: Vec<Group>,
    /// Separators since the last group; `None` after anything that ends a number.
    gap: Option<usize>,
    has_sign: bool,
    has_comma: bool,
    plus_at: Option<usize>,
    spoken: Option<Size>,
    is_announced: bool,
}

impl Reader {
    fn digits(&mut self, digits: &str, start: usize) {
        self.spoken = None;
        self.add(digits.to_owned(), start..start + digits.len(), false);
    }

    fn word(&mut self, word: &str, start: usize) {
        let end = start + word.len();
        if number_words::is_plus(word) {
            self.separator('+', start);
            return;
        }
        let Some((value, size)) = number_words::value(word) else {
            self.end_number();
            let is_one_of = |list: &str| list.split_whitespace().any(|known| known == word);
            self.is_announced = is_one_of(ANNOUNCING) || (self.is_announced && is_one_of(KEEPING));
            return;
        };
        let goes_on = self
            .spoken
            .is_some_and(|last| number_words::goes_on(last, value, size))
            && self.gap == Some(1);
        match self.groups.last_mut() {
            Some(last) if goes_on => {
                let sum = last.digits.parse::<u16>().unwrap_or_default() + value;
                last.digits = sum.to_string();
                last.range.end = end;
                self.gap = Some(0);
            }
            _ => self.add(value.to_string(), start..end, true),
        }
        self.spoken = Some(size);
    }

    fn separator(&mut self, separator: char, start: usize) {
        match separator {
            '+' => {
                self.end_number();
                self.plus_at = Some(start);
            }
            ' ' | '\n' | '-' | '(' | ')' | '.' | '/' | '_' | '*' | ',' | ':' | '№' => {
                self.gap_grows(separator);
            }
            _ => self.end(),
        }
    }

    /// Colons and commas end a number, but not what announces it; spoken numbers are counted out with commas.
    fn gap_grows(&mut self, separator: char) {
        match separator {
            ':' | '№' => return self.end_number(),
            ',' => self.has_comma = true,
            '-' | '(' | ')' => self.has_sign = true,
            _ => {}
        }
        self.gap = self.gap.map(|gap| gap + 1).filter(|gap| *gap <= MAX_GAP);
    }

    fn add(&mut self, digits: String, range: Range<usize>, is_spoken: bool) {
        let previous_is_spoken = self.groups.last().is_some_and(|last| last.is_spoken);
        let is_cut =
            self.plus_at.is_some() || (self.has_comma && !(is_spoken || previous_is_spoken));
        let gap = match self.gap {
            Some(_) if !is_cut && self.has_sign => Some(Gap::Sign),
            Some(_) if !is_cut => Some(Gap::Space),
            _ => None,
        };
        let range = self.plus_at.unwrap_or(range.start)..range.end;
        self.groups.push(Group {
            digits,
            range,
            has_plus: self.plus_at.is_some(),
            is_spoken,
            gap,
            is_announced: self.is_announced,
        });
        self.gap = Some(0);
        self.has_sign = false;
        self.has_comma = false;
        self.plus_at = None;
        self.is_announced = false;
    }

    fn end_number(&mut self) {
        self.gap = None;
        self.spoken = None;
        self.plus_at = None;
        self.has_sign = false;
        self.has_comma = false;
    }

    fn end(&mut self) {
        self.end_number();
        self.is_announced = false;
    }
}
