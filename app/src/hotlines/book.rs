//! What is known about the lines.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::values::{Language, TimeZone};
use serde::Deserialize;

/// After so many days a line wants to be called again (hotlines.md).
pub const STALE_AFTER_DAYS: u64 = 180;

/// A country by its two capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct CountryCode([u8; 2]);

/// The text is not two capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a country is two capital letters")]
pub struct NotACountry;

/// Where a line can be called from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Place {
    /// A country of the file.
    Country(CountryCode),
    /// Everywhere else.
    Other,
}

/// For whom a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    Anyone,
    /// Adults.
    Adults,
    /// Children, teenagers and their parents.
    Children,
}

/// A text in the languages of the bot; Russian stands in where one is missing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InLanguages {
    pub(super) ru: String,
    pub(super) en: Option<String>,
    pub(super) uk: Option<String>,
}

/// A country with a button of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// Its code.
    pub code: CountryCode,
    /// What it is called.
    pub name: InLanguages,
    /// Time zones whose members are shown it first.
    #[serde(default)]
    pub zones: Vec<String>,
}

/// Somebody who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where.
    pub place: Place,
    /// Who answers.
    pub name: InLanguages,
    /// What to dial, or an address.
    pub numbers: Vec<String>,
    /// Another number from mobiles.
    pub mobile: Option<String>,
    /// When somebody answers.
    pub hours: Option<InLanguages>,
    /// For whom.
    pub audience: Audience,
    /// Where the number is from.
    pub source: String,
    /// When a person called and the number was right.
    pub verified_at: Option<NaiveDate>,
}

/// All countries and lines, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// Countries.
    pub countries: Vec<Country>,
    /// Lines.
    pub lines: Vec<Line>,
}

impl FromStr for CountryCode {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters: [u8; 2] = text.as_bytes().try_into().map_err(|_| NotACountry)?;
        let is_code = letters.iter().all(u8::is_ascii_uppercase);
        is_code.then_some(Self(letters)).ok_or(NotACountry)
    }
}

impl TryFrom<String> for CountryCode {
    type Error = NotACountry;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = self.0.map(char::from);
        write!(formatter, "{}{}", letters[0], letters[1])
    }
}

/// How the file and the buttons spell [`Place::Other`].
const OTHER: &str = "other";

impl FromStr for Place {
    type Err = NotACountry;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == OTHER {
            return Ok(Self::Other);
        }
        text.parse().map(Self::Country)
    }
}

impl TryFrom<String> for Place {
    type Error = NotACountry;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country(code) => code.fmt(formatter),
            Self::Other => formatter.write_str(OTHER),
        }
    }
}

impl InLanguages {
    /// The text for who reads this language.
    pub fn in_language(&self, language: Language) -> &str {
        let own = match language {
            Language::Russian => None,
            Language::English => self.en.as_deref(),
            Language::Ukrainian => self.uk.as_deref(),
        };
        own.unwrap_or(&self.ru)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        [Some(&self.ru), self.en.as_ref(), self.uk.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }
}

impl Line {
    /// Whether nobody has called it for too long, or ever.
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        let oldest = now.date_naive() - Days::new(STALE_AFTER_DAYS);
        self.verified_at.is_none_or(|day| day < oldest)
    }
}

impl Book {
    /// A country of the file.
    pub fn country(&self, code: CountryCode) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == code)
    }

    /// Where a member probably is. Nobody is asked and nothing is kept: a country is a place, and places are not stored.
    pub fn guess(&self, zone: Option<TimeZone>) -> Place {
        let Some(TimeZone::Iana(zone)) = zone else {
            return Place::Other;
        };
        let is_theirs = |country: &&Country| country.zones.iter().any(|known| known == zone.name());
        let found = self.countries.iter().find(is_theirs);
        found.map_or(Place::Other, |country| Place::Country(country.code))
    }

    /// The lines of a place.
    pub fn lines_of(&self, place: Place) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.place == place)
    }

    /// The lines that want to be called by a person.
    pub fn stale(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.is_stale(now))
    }
}
