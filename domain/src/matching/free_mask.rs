//! The quarter hours of the next day in which a member is free.

use std::collections::HashMap;

use chrono::{Duration, DurationRound, Timelike};

use super::{Candidate, Prepared};
use crate::values::{FreeWindows, TimeZone, Timestamp};

/// Which of the 96 quarter hours of the next 24 h are free, beginning with the quarter of UTC that `at` falls in. All zones of the
/// world differ by whole quarters, so that a quarter lies wholly within one local hour, and daylight saving time is a matter of
/// looking up each quarter. Two masks of the same quarter are compared with one AND.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreeMask(u128);

impl FreeMask {
    /// Quarters in the mask.
    pub const SLOTS: u32 = 96;
    /// Quarters in an hour.
    pub const SLOTS_PER_HOUR: u32 = 4;

    const ALL: u128 = (1 << Self::SLOTS) - 1;

    /// The free quarters of the day that begins with the quarter of `at`.
    pub fn new(windows: FreeWindows, time_zone: TimeZone, at: Timestamp) -> Self {
        if windows.is_unstated() {
            return Self(Self::ALL);
        }
        let mut mask = 0;
        let mut slot_start = Self::quarter(at);
        for slot in 0..Self::SLOTS {
            let local_hour = slot_start
                .with_timezone(&time_zone.offset_at(slot_start))
                .hour();
            if windows.is_free_at(local_hour) {
                mask |= 1 << slot;
            }
            slot_start += Duration::minutes(15);
        }
        Self(mask)
    }

    /// The beginning of the quarter that a moment falls in. Masks of one quarter can be kept; the next quarter needs new ones.
    pub fn quarter(at: Timestamp) -> Timestamp {
        at.duration_trunc(Duration::minutes(15)).unwrap_or(at)
    }

    /// How many quarters are free.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether no quarter is free.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The quarters free in both.
    #[must_use]
    pub const fn shared(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// What the next day looks like to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) free: FreeMask,
    /// Minutes by which the member's clock is ahead of UTC.
    pub(super) offset_minutes: i32,
}

impl Day {
    pub(super) fn new(windows: FreeWindows, time_zone: TimeZone, at: Timestamp) -> Self {
        Self {
            free: FreeMask::new(windows, time_zone, at),
            offset_minutes: time_zone.offset_minutes_at(at),
        }
    }
}

/// The days of one quarter hour, each computed once: thousands of members have a few hundred combinations of windows and zone.
#[derive(Clone, Debug, Default)]
pub struct Days {
    quarter: Option<Timestamp>,
    known: HashMap<(FreeWindows, TimeZone), Day>,
}

impl Days {
    /// Prepares a candidate for comparisons at this moment, as [`Prepared::new`] does.
    pub fn prepare(&mut self, candidate: Candidate, at: Timestamp) -> Prepared {
        let quarter = FreeMask::quarter(at);
        if self.quarter != Some(quarter) {
            self.quarter = Some(quarter);
            self.known.clear();
        }
        let (windows, time_zone) = (candidate.free_time, candidate.time_zone);
        let day = *self
            .known
            .entry((windows, time_zone))
            .or_insert_with(|| Day::new(windows, time_zone, at));
        Prepared { candidate, day }
    }
}
