//! From the file to a [`Book`]. Everything that is wrong with it is said in one sentence that names the line.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::value::Datetime;

use super::book::{Audience, Book, Country, InLanguages, Line, Place};

/// A file this long is no list of telephone numbers.
pub(super) const MAX_BYTES: u64 = 64 * 1024;
/// Two rows of buttons more than there are now.
const MAX_COUNTRIES: usize = 20;
/// What fits on one card together with everything around it.
const MAX_LINES_OF_A_PLACE: usize = 8;
const MAX_NUMBERS: usize = 4;
const MAX_NUMBER_CHARS: usize = 40;
const MAX_NAME_CHARS: usize = 80;

/// Why a file is not used.
#[derive(Debug, thiserror::Error)]
pub enum HotlinesError {
    /// It is not there, or not ours to read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// It is longer than any list of lines.
    #[error("the file is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// It is not TOML of this shape.
    #[error("{0}")]
    Malformed(#[from] toml::de::Error),
    /// A rule of ours.
    #[error("{0}")]
    Rule(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    country: Vec<Country>,
    #[serde(default)]
    line: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    country: Place,
    name: InLanguages,
    numbers: Vec<String>,
    mobile: Option<String>,
    hours: Option<InLanguages>,
    audience: Audience,
    source: String,
    verified_at: Option<Datetime>,
}

/// Reads the text of a file.
pub fn read(text: &str) -> Result<Book, HotlinesError> {
    let file: File = toml::from_str(text)?;
    let lines: Result<Vec<Line>, HotlinesError> = file.line.into_iter().map(line).collect();
    let book = Book {
        countries: file.country,
        lines: lines?,
    };
    check(&book)?;
    Ok(book)
}

fn line(entry: Entry) -> Result<Line, HotlinesError> {
    let verified_at = entry.verified_at.map(day).transpose()?;
    let line = Line {
        place: entry.country,
        name: entry.name,
        numbers: entry.numbers,
        mobile: entry.mobile,
        hours: entry.hours,
        audience: entry.audience,
        source: entry.source,
        verified_at,
    };
    check_line(&line)?;
    Ok(line)
}

fn day(value: Datetime) -> Result<NaiveDate, HotlinesError> {
    let text = value.to_string();
    text.parse().map_err(|_| {
        HotlinesError::Rule(format!("verified_at is a day like 2026-01-31, not {text}"))
    })
}

fn rule(holds: bool, sentence: impl FnOnce() -> String) -> Result<(), HotlinesError> {
    if holds {
        Ok(())
    } else {
        Err(HotlinesError::Rule(sentence()))
    }
}

fn check_line(line: &Line) -> Result<(), HotlinesError> {
    let what = || format!("the line «{}» of {}", line.name.ru, line.place);
    rule(!line.source.trim().is_empty(), || {
        format!("{} has no source", what())
    })?;
    rule((1..=MAX_NUMBERS).contains(&line.numbers.len()), || {
        format!("{} needs 1 to {MAX_NUMBERS} numbers", what())
    })?;
    let mut numbers = line.numbers.iter().chain(&line.mobile);
    rule(numbers.all(|number| is_number(number)), || {
        format!("{} has a number that cannot be dialled", what())
    })?;
    let mut names = line
        .name
        .all()
        .chain(line.hours.iter().flat_map(InLanguages::all));
    rule(names.all(is_name), || {
        format!(
            "names and hours of {} are one line of 1 to {MAX_NAME_CHARS} characters",
            what()
        )
    })
}

/// Digits as one dials them, or the address of a page.
fn is_number(text: &str) -> bool {
    let is_short = (2..=MAX_NUMBER_CHARS).contains(&text.chars().count());
    let is_dialled = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-() *#".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_digit());
    let is_address = text.contains('.')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-/".contains(&byte));
    is_short && (is_dialled || is_address)
}

fn is_name(text: &str) -> bool {
    (1..=MAX_NAME_CHARS).contains(&text.trim().chars().count())
        && !text.chars().any(char::is_control)
}

fn check(book: &Book) -> Result<(), HotlinesError> {
    rule(book.countries.len() <= MAX_COUNTRIES, || {
        format!("there are more than {MAX_COUNTRIES} countries")
    })?;
    let mut codes = HashSet::new();
    for country in &book.countries {
        rule(codes.insert(country.code), || {
            format!("{} is there twice", country.code)
        })?;
        rule(country.name.all().all(is_name), || {
            format!(
                "the name of {} is one line of 1 to {MAX_NAME_CHARS} characters",
                country.code
            )
        })?;
    }
    for line in &book.lines {
        if let Place::Country(code) = line.place {
            rule(codes.contains(&code), || {
                format!("a line is for {code}, which is no [[country]] of the file")
            })?;
        }
        let beside = book.lines_of(line.place).count();
        rule(beside <= MAX_LINES_OF_A_PLACE, || {
            format!("{} has more than {MAX_LINES_OF_A_PLACE} lines", line.place)
        })?;
    }
    rule(
        book.lines.iter().any(|line| line.place == Place::Other),
        || "nothing is said for other countries".to_owned(),
    )
}
