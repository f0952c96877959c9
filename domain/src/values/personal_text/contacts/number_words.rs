//! «плюс семь девятьсот шестнадцать» as groups of digits.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How large a spoken number is: what may follow it within the same group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Size {
    /// 0–9.
    Unit,
    /// 10–19.
    Teen,
    /// 20–90.
    Ten,
    /// 100–900.
    Hundred,
}

/// Spoken numbers, a line each: the value and its words in Russian, Ukrainian and English.
const NUMBERS: &str = "\
    0 ноль нуль ноля нуля zero\n1 один одна раз one\n2 два дві две two\n3 три three\n4 четыре чотири four\n5 пять п'ять пьять five\n\
    6 шесть шість six\n7 семь сім seven\n8 восемь вісім восім eight\n9 девять дев'ять девьять nine\n\
    10 десять ten\n11 одиннадцать одинадцять eleven\n12 двенадцать дванадцять twelve\n13 тринадцать тринадцять thirteen\n\
    14 четырнадцать чотирнадцять fourteen\n15 пятнадцать п'ятнадцять fifteen\n16 шестнадцать шістнадцять sixteen\n\
    17 семнадцать сімнадцять seventeen\n18 восемнадцать вісімнадцять eighteen\n19 девятнадцать дев'ятнадцять nineteen\n\
    20 двадцать двадцять twenty\n30 тридцать тридцять thirty\n40 сорок forty\n50 пятьдесят п'ятдесят fifty\n\
    60 шестьдесят шістдесят sixty\n70 семьдесят сімдесят seventy\n80 восемьдесят вісімдесят eighty\n90 девяносто дев'яносто ninety\n\
    100 сто\n200 двести двісті\n300 триста\n400 четыреста чотириста\n500 пятьсот п'ятсот\n600 шестьсот шістсот\n\
    700 семьсот сімсот\n800 восемьсот вісімсот\n900 девятьсот дев'ятсот";

static VALUES: LazyLock<HashMap<&'static str, (u16, Size)>> =
    LazyLock::new(|| NUMBERS.lines().flat_map(of_line).collect());

const PLUSES: [&str; 2] = ["плюс", "plus"];

/// Whether a word is the spoken `+`.
pub(super) fn is_plus(word: &str) -> bool {
    PLUSES.contains(&word)
}

/// The value of a spoken number.
pub(super) fn value(word: &str) -> Option<(u16, Size)> {
    VALUES.get(word).copied()
}

fn of_line(line: &'static str) -> impl Iterator<Item = (&'static str, (u16, Size))> {
    let mut words = line.split_whitespace();
    let value: Option<u16> = words.next().and_then(|value| value.parse().ok());
    words.filter_map(move |word| value.map(|value| (word, (value, size(value)))))
}

const fn size(value: u16) -> Size {
    match value {
        0..10 => Size::Unit,
        10..20 => Size::Teen,
        20..100 => Size::Ten,
        _ => Size::Hundred,
    }
}

/// Whether a number goes on with the next one: «девятьсот» with «шестнадцать», «двадцать» with «три», never with «ноль».
pub(super) fn goes_on(last: Size, value: u16, next: Size) -> bool {
    value > 0
        && match last {
            Size::Hundred => next < Size::Hundred,
            Size::Ten => next == Size::Unit,
            Size::Teen | Size::Unit => false,
        }
}
