//! Reads named values, gathers every problem, and remembers what may be shown.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
use secrecy::SecretString;

use super::variables::{OWN_PREFIX, VARIABLES, Variable};

/// Stands for a secret wherever values are shown.
const HIDDEN: &str = "***";

/// The values of the environment with the `.env` file underneath, and what is wrong with them so far.
pub(super) struct Reader {
    values: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Reader {
    /// Empty values count as not set: compose files pass them.
    pub(super) fn new(values: BTreeMap<String, String>) -> Self {
        let mut reader = Self {
            values,
            problems: Vec::new(),
        };
        reader.values.retain(|_, value| !value.trim().is_empty());
        let unknown: Vec<String> = reader
            .values
            .keys()
            .filter(|name| name.starts_with(OWN_PREFIX) && variable(name).is_none())
            .cloned()
            .collect();
        for name in unknown {
            reader.problem(&name, "is not a setting we know");
        }
        reader
    }

    /// One sentence: the name and what is wrong. Never the value of a secret.
    pub(super) fn problem(&mut self, name: &str, what: impl AsRef<str>) {
        self.problems.push(format!("{name} {}.", what.as_ref()));
    }

    pub(super) fn into_problems(self) -> Vec<String> {
        self.problems
    }

    /// What is set, or else the default.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let default = variable(name).and_then(|variable| variable.default);
        self.values
            .get(name)
            .map(|value| value.trim().to_owned())
            .or_else(|| default.map(str::to_owned))
    }

    pub(super) fn secret(&self, name: &str) -> Option<SecretString> {
        self.text(name).map(SecretString::from)
    }

    /// Parses a value; `None` when there is none or it is wrong. `expected` ends the sentence "NAME must be …".
    pub(super) fn parse<T>(
        &mut self,
        name: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.problem(name, format!("must be {expected}"));
        }
        parsed
    }

    /// A number with a default, within limits.
    pub(super) fn number<T>(&mut self, name: &str, least: T, most: T) -> T
    where
        T: FromStr + PartialOrd + Copy + std::fmt::Display,
    {
        let expected = format!("a number from {least} to {most}");
        self.parse(name, &expected, |text| {
            text.parse()
                .ok()
                .filter(|number| (least..=most).contains(number))
        })
        .unwrap_or(least)
    }

    /// A duration with a default, like `5m` or `72h`; longer than nothing and at most ten years.
    pub(super) fn duration(&mut self, name: &str) -> chrono::Duration {
        let most = chrono::Duration::days(3653);
        self.parse(
            name,
            "a duration like 90s, 5m, 72h or 30d, above zero and at most ten years",
            |text| {
                let parsed = humantime::parse_duration(text).ok()?;
                chrono::Duration::from_std(parsed)
                    .ok()
                    .filter(|duration| *duration > chrono::Duration::zero() && *duration <= most)
            },
        )
        .unwrap_or_default()
    }

    /// A duration with a default, within limits.
    pub(super) fn duration_within(
        &mut self,
        name: &str,
        limits: &RangeInclusive<Duration>,
    ) -> Duration {
        let [least, most] =
            [limits.start(), limits.end()].map(|limit| humantime::format_duration(*limit));
        let expected = format!("a duration from {least} to {most}");
        let parsed = self.parse(name, &expected, |text| {
            humantime::parse_duration(text)
                .ok()
                .filter(|duration| limits.contains(duration))
        });
        parsed.unwrap_or(*limits.start())
    }

    /// A duration within limits given in hours, or `off`.
    pub(super) fn hours_or_off(
        &mut self,
        name: &str,
        least: i64,
        most: i64,
    ) -> Option<chrono::Duration> {
        let allowed = chrono::Duration::hours(least)..=chrono::Duration::hours(most);
        let expected = format!("off, or a duration from {least}h to {most}h");
        self.parse(name, &expected, |text| {
            if text == "off" {
                return Some(None);
            }
            let parsed = humantime::parse_duration(text).ok()?;
            let duration = chrono::Duration::from_std(parsed).ok()?;
            allowed.contains(&duration).then_some(Some(duration))
        })
        .flatten()
    }

    /// Networks with commas between; a single address is a network of one. None by default.
    pub(super) fn networks(&mut self, name: &str) -> Vec<IpNet> {
        let network = |text: &str| {
            let address = text.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| text.parse::<IpNet>()).ok()
        };
        let expected = "networks like 10.0.0.0/8, separated by commas";
        let parsed = self.parse(name, expected, |text| {
            text.split(',').map(|one| network(one.trim())).collect()
        });
        parsed.unwrap_or_default()
    }

    /// Every name with its value as it may be shown; names without a value are left out.
    pub(super) fn shown(&self) -> Vec<(&'static str, String)> {
        VARIABLES
            .iter()
            .filter_map(|variable| {
                let value = self.text(variable.name)?;
                let shown = if variable.secret {
                    HIDDEN.to_owned()
                } else {
                    value
                };
                Some((variable.name, shown))
            })
            .collect()
    }
}

fn variable(name: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|variable| variable.name == name)
}
