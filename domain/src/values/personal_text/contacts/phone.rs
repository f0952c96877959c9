//! Telephone numbers: Russian, Ukrainian, Belarusian, Kazakh and international ones, also with spaces, in words or in emoji.
//!
//! A number is told by how its digits are grouped, not by how many there are: prices, dates, doses and cards have as many.

mod groups;

use std::ops::Range;

use super::view::View;
use groups::{Gap, Group, groups};

/// Digits after a `+`: countries, areas and subscribers together (ITU-T E.164).
const WITH_PLUS: std::ops::RangeInclusive<usize> = 9..=15;
/// Digits of a number that is announced: «тел. 123-45-67».
const ANNOUNCED: std::ops::RangeInclusive<usize> = 6..=15;
/// Fewest digits that a profile refuses however they are grouped.
const STRICT: usize = 10;
const STRICT_WITH_PLUS: usize = 7;
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
