//! A member's time zone: an IANA zone (DST honoured) or a fixed offset.

use std::fmt;
use std::str::FromStr;

use chrono::{FixedOffset, Offset, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::{Deserialize, Serialize};

use super::Timestamp;

/// An IANA zone or a fixed offset from UTC; written as `Europe/Moscow` or `UTC+5`, `UTC-3:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TimeZone {
    /// A zone of the IANA database.
    Iana(Tz),
    /// Minutes east of UTC, −720 to 840.
    Fixed {
        /// Minutes east of UTC.
        offset_minutes: i32,
    },
}

/// The text names neither an IANA zone nor an offset.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time zone is an IANA name or UTC±h[:mm]")]
pub struct UnknownTimeZone;

impl TimeZone {
    /// The zones offered as buttons, in the order of product.md; texts are keyed by their names.
    pub const COMMON: [Self; 19] = [
        Self::Iana(Tz::Europe__Kaliningrad),
        Self::Iana(Tz::Europe__Moscow),
        Self::Iana(Tz::Europe__Samara),
        Self::Iana(Tz::Asia__Yekaterinburg),
        Self::Iana(Tz::Asia__Omsk),
        Self::Iana(Tz::Asia__Novosibirsk),
        Self::Iana(Tz::Asia__Krasnoyarsk),
        Self::Iana(Tz::Asia__Irkutsk),
        Self::Iana(Tz::Asia__Yakutsk),
        Self::Iana(Tz::Asia__Vladivostok),
        Self::Iana(Tz::Asia__Magadan),
        Self::Iana(Tz::Asia__Kamchatka),
        Self::Iana(Tz::Europe__Kyiv),
        Self::Iana(Tz::Europe__Minsk),
        Self::Iana(Tz::Asia__Almaty),
        Self::Iana(Tz::Asia__Tbilisi),
        Self::Iana(Tz::Asia__Yerevan),
        Self::Iana(Tz::Asia__Baku),
        Self::Iana(Tz::Asia__Tashkent),
    ];

    /// How many minutes the other's clock is ahead of this one at this moment; negative when it is behind.
    pub fn difference_minutes(self, other: Self, at: Timestamp) -> i32 {
        other.offset_minutes_at(at) - self.offset_minutes_at(at)
    }

    /// Minutes east of UTC at this moment.
    pub fn offset_minutes_at(self, at: Timestamp) -> i32 {
        match self {
            Self::Iana(zone) => {
                zone.offset_from_utc_datetime(&at.naive_utc())
                    .fix()
                    .local_minus_utc()
                    / 60
            }
            Self::Fixed { offset_minutes } => offset_minutes,
        }
    }

    /// The offset at this moment as chrono's type, for local calendars.
    pub fn offset_at(self, at: Timestamp) -> FixedOffset {
        FixedOffset::east_opt(self.offset_minutes_at(at) * 60).unwrap_or_else(|| chrono::Utc.fix())
    }
}

impl FromStr for TimeZone {
    type Err = UnknownTimeZone;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(offset_minutes) = parse_offset(text) {
            return Ok(Self::Fixed { offset_minutes });
        }
        text.parse::<Tz>()
            .ok()
            .or_else(|| in_any_case(text))
            .map(Self::Iana)
            .ok_or(UnknownTimeZone)
    }
}

fn in_any_case(text: &str) -> Option<Tz> {
    TZ_VARIANTS
        .into_iter()
        .find(|zone| zone.name().eq_ignore_ascii_case(text))
}

fn parse_offset(text: &str) -> Option<i32> {
    let prefix = text.get(..3)?;
    if !prefix.eq_ignore_ascii_case("utc") && !prefix.eq_ignore_ascii_case("gmt") {
        return None;
    }
    let rest = text.get(3..)?.trim();
    if rest.is_empty() {
        return Some(0);
    }
    let (sign, digits) = match rest.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (
            -1,
            rest.strip_prefix('-').or_else(|| rest.strip_prefix('−'))?,
        ),
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let is_number = |text: &str| {
        (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let offset_minutes = sign * (i32::from(hours) * 60 + i32::from(minutes));
    (minutes < 60 && (-720..=840).contains(&offset_minutes)).then_some(offset_minutes)
}

impl fmt::Display for TimeZone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Iana(zone) => formatter.write_str(zone.name()),
            Self::Fixed { offset_minutes } => {
                let sign = if offset_minutes < 0 { '-' } else { '+' };
                let (hours, minutes) = (offset_minutes.abs() / 60, offset_minutes.abs() % 60);
                if minutes == 0 {
                    write!(formatter, "UTC{sign}{hours}")
                } else {
                    write!(formatter, "UTC{sign}{hours}:{minutes:02}")
                }
            }
        }
    }
}

impl TryFrom<String> for TimeZone {
    type Error = UnknownTimeZone;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TimeZone> for String {
    fn from(zone: TimeZone) -> Self {
        zone.to_string()
    }
}
