//! Delays and how they are printed.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Digits that a delay is kept with.
const SIGNIFICANT_DIGITS: u8 = 3;

/// Longer delays count as this long.
const LONGEST_US: u64 = 300_000_000;

/// Delays in microseconds.
#[derive(Debug)]
pub(crate) struct Delays(Histogram<u64>);

impl Delays {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self(Histogram::new_with_bounds(
            1,
            LONGEST_US,
            SIGNIFICANT_DIGITS,
        )?))
    }

    pub(crate) fn record(&mut self, delay: Duration) {
        self.0
            .saturating_record(u64::try_from(delay.as_micros()).unwrap_or(u64::MAX));
    }

    pub(crate) fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        Ok(self.0.add(&other.0)?)
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.len()
    }

    /// In milliseconds with two digits.
    pub(crate) fn at(&self, quantile: f64) -> String {
        milliseconds(self.0.value_at_quantile(quantile))
    }

    pub(crate) fn longest(&self) -> String {
        milliseconds(self.0.max())
    }
}

fn milliseconds(us: u64) -> String {
    format!("{}.{:02}", us / 1000, us % 1000 / 10)
}

/// How many in a second.
pub(crate) fn per_second(count: u64, elapsed: Duration) -> u64 {
    let rate = u128::from(count) * 1_000_000 / elapsed.as_micros().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}

/// `a / b` with one digit.
pub(crate) fn ratio(a: u64, b: u64) -> String {
    let tenths = a * 10 / b.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}
