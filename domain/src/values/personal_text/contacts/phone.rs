//! Telephone numbers: Russian, Ukrainian, Belarusian, Kazakh and international ones, also with spaces, in words or in emoji.
//!
//! A number is told by how its digits are grouped, not by how many there are: prices, dates, doses and cards have as many.

use std::ops::Range;

use super::number_words::{self, Size};
use super::view::View;

/// Digits after a `+`: countries, areas and subscribers together (ITU-T E.164).
const WITH_PLUS: std::ops::RangeInclusive<usize> = 9..=15;
/// Digits of a number that is announced: «тел. 123-45-67».
const ANNOUNCED: std::ops::RangeInclusive<usize> = 6..=15;
/// Fewest digits that a profile refuses however they are grouped.
const STRICT: usize = 10;
const STRICT_WITH_PLUS: usize = 7;
/// Most separators between two groups of one number.
const MAX_GAP: usize = 3;
/// Most groups that are looked at together.
const MAX_GROUPS: usize = 15;

/// How a member writes an own number of eleven digits, by the lengths of the groups.
const SHAPES_11: [&[usize]; 19] = [
    &[11],
    &[1, 10],
    &[1, 3, 7],
    &[1, 3, 3, 4],
    &[1, 3, 4, 3],
    &[1, 3, 3, 2, 2],
    &[1, 3, 2, 2, 3],
    &[1, 3, 2, 3, 2],
    &[1, 3, 1, 2, 2, 2],
    &[1, 4, 6],
    &[1, 4, 2, 2, 2],
    &[1, 4, 3, 3],
    &[1, 5, 5],
    &[4, 7],
    &[4, 3, 4],
    &[4, 3, 2, 2],
    &[4, 2, 2, 3],
    &[4, 2, 3, 2],
    &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
];
/// The same without the country.
const SHAPES_10: [&[usize]; 13] = [
    &[10],
    &[1, 9],
    &[3, 7],
    &[3, 3, 4],
    &[3, 4, 3],
    &[3, 3, 2, 2],
    &[3, 2, 2, 3],
    &[3, 2, 3, 2],
    &[4, 6],
    &[4, 3, 3],
    &[4, 2, 2, 2],
    &[5, 5],
    &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
];
/// Shapes that brackets or hyphens make a number, whatever the digits.
const HYPHENATED: [&[usize]; 3] = [&[3, 3, 4], &[3, 3, 2, 2], &[3, 2, 2]];

/// Beginnings of numbers that anybody may call for nothing: helplines, never a person.
const FREE_CALLS: [&str; 5] = ["8800", "7800", "8801", "0800", "1800"];
/// Helplines with ordinary numbers that the bot itself names in `/sos`.
const HELPLINES: [&str; 5] = [
    "74959895050",
    "84959895050",
    "4959895050",
    "375173524444",
    "375173044370",
];

const ANNOUNCING: &str = "тел телефон телефону телефона номер номеру номера моб мобильный мобильному звони звоните позвони позвоните набери \
                          наберите вотсап ватсап вацап вайбер viber whatsapp phone call mobile tel дзвони дзвоніть подзвони набирай";

/// Words that may stand between an announcement and its number.
const KEEPING: &str = "мне мой моя это меня мій мені me my is at по на вот ось";

/// Digits that stand together, with what stands before them.
#[derive(Clone, Debug)]
struct Group {
    digits: String,
    range: Range<usize>,
    has_plus: bool,
    is_spoken: bool,
    /// What stands between the group before and this one; `None` begins another number.
    gap: Option<Gap>,
    is_announced: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    Space,
    /// With a hyphen or a bracket.
    Sign,
}

/// Every telephone number.
pub(super) fn find(view: &View) -> Vec<Range<usize>> {
    let groups = groups(view);
    let mut found = Vec::new();
    let mut first = 0;
    while first < groups.len() {
        match longest_from(&groups, first) {
            Some((count, is_person)) => {
                if is_person {
                    found.push(with_signs(view.text(), &groups[first..first + count]));
                }
                first += count;
            }
            None => first += 1,
        }
    }
    found
}

/// Whether a text is nothing but the number of a helpline.
pub(super) fn is_public(view: &View) -> bool {
    let groups = groups(view);
    Candidate::of(&groups, true).is_public()
}

/// Whether so many digits follow each other that a profile does without them.
pub(super) fn may_be_inside(view: &View) -> bool {
    let mut lens: Vec<usize> = Vec::new();
    let mut has_plus = false;
    for group in groups(view) {
        if group.gap.is_none() || is_year(&group.digits) {
            lens.clear();
            has_plus = group.has_plus;
        }
        if is_year(&group.digits) {
            continue;
        }
        lens.push(group.digits.len());
        let digits: usize = lens.iter().sum();
        let needed = if has_plus { STRICT_WITH_PLUS } else { STRICT };
        if digits >= needed || lens.ends_with(&[3, 2, 2]) {
            return true;
        }
    }
    false
}

/// How many groups from here make the longest number, and whether it is a person's.
fn longest_from(groups: &[Group], first: usize) -> Option<(usize, bool)> {
    let run = groups[first + 1..]
        .iter()
        .take_while(|group| group.gap.is_some())
        .count();
    let most = (run + 1).min(MAX_GROUPS);
    let is_whole_run = |count: usize| groups[first].gap.is_none() && count == run + 1;
    (1..=most).rev().find_map(|count| {
        let candidate = Candidate::of(&groups[first..first + count], is_whole_run(count));
        if candidate.is_public() {
            Some((count, false))
        } else {
            candidate.is_phone().then_some((count, true))
        }
    })
}

/// Groups that may be one number.
struct Candidate<'a> {
    groups: &'a [Group],
    digits: String,
    lens: Vec<usize>,
    is_whole_run: bool,
}

impl<'a> Candidate<'a> {
    fn of(groups: &'a [Group], is_whole_run: bool) -> Self {
        Self {
            groups,
            digits: groups.iter().map(|group| group.digits.as_str()).collect(),
            lens: groups.iter().map(|group| group.digits.len()).collect(),
            is_whole_run,
        }
    }

    fn is_public(&self) -> bool {
        let is_free = (10..=11).contains(&self.digits.len())
            && FREE_CALLS
                .iter()
                .any(|beginning| self.digits.starts_with(beginning));
        is_free || HELPLINES.contains(&self.digits.as_str())
    }

    fn is_phone(&self) -> bool {
        if self.is_one_digit_again_and_again() || self.has_zero_group() {
            return false;
        }
        let len = self.digits.len();
        if self.groups[0].has_plus {
            return WITH_PLUS.contains(&len) && !self.digits.starts_with('0');
        }
        if self.groups[0].is_announced && self.is_whole_run && self.is_plausible_when_announced() {
            return true;
        }
        if self.is_list() {
            return false;
        }
        self.is_hyphenated()
            || match len {
                10 => self.is_national() && SHAPES_10.contains(&self.lens.as_slice()),
                11 => self.is_russian() || self.is_american(),
                12 => self.begins_with(&["380", "375"]) && matches!(self.lens[0], 3 | 5 | 12),
                13..=15 => self.begins_with(&["00"]) && self.lens.len() <= 6,
                _ => false,
            }
    }

    fn is_russian(&self) -> bool {
        // The second digit begins an area or a mobile network; Belarus and Kazakhstan dial alike.
        let is_dialled = self
            .begins_with(&["73", "74", "77", "78", "79", "83", "84", "87", "88", "89"])
            || self.begins_with(&["801", "802", "803", "804"]);
        let is_mobile = self.begins_with(&["79", "89"]);
        is_dialled && SHAPES_11.contains(&self.lens.as_slice()) || is_mobile && self.is_whole_run
    }

    fn is_american(&self) -> bool {
        self.begins_with(&["1"]) && self.lens == [1, 3, 3, 4]
    }

    fn is_national(&self) -> bool {
        let second_is_zero = self.digits[1..].starts_with('0');
        self.begins_with(&["9"]) || self.begins_with(&["0"]) && !second_is_zero
    }

    fn is_hyphenated(&self) -> bool {
        let signs = |gaps: &[Group]| {
            gaps.iter()
                .filter(|group| group.gap == Some(Gap::Sign))
                .count()
        };
        let inner = signs(&self.groups[1..]);
        let is_local = self.lens.len() == 3 && self.lens[1] == 2;
        HYPHENATED.contains(&self.lens.as_slice())
            && inner > 0
            && (!is_local || (inner == 2 && self.is_whole_run && !self.is_round()))
    }

    fn is_plausible_when_announced(&self) -> bool {
        let is_date =
            self.groups.len() > 1 && self.groups.iter().any(|group| is_year(&group.digits));
        let signs = self.groups[1..]
            .iter()
            .any(|group| group.gap == Some(Gap::Sign));
        ANNOUNCED.contains(&self.digits.len()) && !is_date && (self.digits.len() > 6 || signs)
    }

    fn begins_with(&self, beginnings: &[&str]) -> bool {
        beginnings
            .iter()
            .any(|beginning| self.digits.starts_with(beginning))
    }

    /// «9 8 7 6 …», «7 30 45 60»: small values that only rise or only fall are a list, and so are equal steps.
    fn is_list(&self) -> bool {
        let values: Vec<i64> = self
            .groups
            .iter()
            .filter_map(|group| group.digits.parse().ok())
            .collect();
        let pairs = || values.windows(2);
        let is_monotone =
            pairs().all(|pair| pair[0] < pair[1]) || pairs().all(|pair| pair[0] > pair[1]);
        let are_small = self.lens.iter().all(|len| *len <= 2);
        let has_equal_steps = values
            .windows(3)
            .all(|three| three[1] - three[0] == three[2] - three[1]);
        values.len() > 2 && is_monotone && (are_small || has_equal_steps)
    }

    /// «100-50-20» is a proportion.
    fn is_round(&self) -> bool {
        self.groups
            .iter()
            .all(|group| group.digits.ends_with(['0', '5']))
    }

    fn is_one_digit_again_and_again(&self) -> bool {
        let first = self.digits.chars().next();
        self.digits.chars().all(|digit| Some(digit) == first)
    }

    /// «9 500 000 000» is a sum.
    fn has_zero_group(&self) -> bool {
        self.groups[1..].iter().any(|group| group.digits == "000")
    }
}

/// Years stand for themselves.
fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// The number with its `+` and an opening bracket that belongs to it.
fn with_signs(text: &str, groups: &[Group]) -> Range<usize> {
    let (first, last) = (&groups[0], &groups[groups.len() - 1]);
    let mut range = first.range.start..last.range.end;
    let before = text[..range.start].chars().next_back();
    if before == Some('(')
        && text[range.clone()].contains(')')
        && !text[range.clone()].contains('(')
    {
        range.start -= 1;
    }
    range
}

/// All groups of digits, written and spoken, in order.
fn groups(view: &View) -> Vec<Group> {
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
