//! How people behave: how fast they are, how much they say, how often they skip. Times are in milliseconds.

use std::ops::Range;
use std::time::Duration;

use rand::Rng;

/// A manner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// Waits for visitors and leaves the other simulated people alone.
    Host,
    /// Answers at once and at length.
    Talkative,
    /// Waits for the other to begin.
    Shy,
    /// Takes their time.
    Slow,
    /// Often waits for somebody else.
    Skipper,
    /// Short talks, short pauses.
    Quick,
}

const GUESTS: [Manner; 5] = [
    Manner::Talkative,
    Manner::Quick,
    Manner::Shy,
    Manner::Slow,
    Manner::Skipper,
];

impl Manner {
    /// The manner of a guest with this number.
    pub(super) const fn of_guest(number: usize) -> Self {
        GUESTS[number % GUESTS.len()]
    }

    /// Percent of proposals from other simulated people that are accepted.
    const fn accepts_percent(self) -> u32 {
        match self {
            Self::Host => 0,
            Self::Skipper => 45,
            Self::Shy => 85,
            Self::Talkative | Self::Slow | Self::Quick => 97,
        }
    }

    /// Whether to accept somebody; visitors always.
    pub(super) fn accepts(self, is_visitor: bool, rng: &mut impl Rng) -> bool {
        is_visitor || rng.random_range(0..100) < self.accepts_percent()
    }

    /// How long a question of the onboarding is looked at.
    pub(super) const fn taps_in(self) -> Range<u64> {
        match self {
            // Somebody may be waiting.
            Self::Host => 20..60,
            _ => 300..900,
        }
    }

    /// How long a card is looked at.
    pub(super) const fn decides_in(self, is_visitor: bool) -> Range<u64> {
        match (self, is_visitor) {
            (_, true) => 700..1_800,
            // Free again for a visitor at once.
            (Self::Host, false) => 50..200,
            (_, false) => 1_000..4_000,
        }
    }

    /// How long an answer takes; a visitor is not kept waiting.
    pub(super) const fn answers_in(self, is_visitor: bool) -> Range<u64> {
        match (self, is_visitor) {
            (_, true) => 2_000..5_500,
            (Self::Talkative | Self::Quick | Self::Host, false) => 4_000..9_000,
            (Self::Skipper, false) => 6_000..14_000,
            (Self::Shy, false) => 8_000..18_000,
            (Self::Slow, false) => 15_000..35_000,
        }
    }

    /// How long the other may begin.
    pub(super) const fn greets_in(self, is_visitor: bool) -> Range<u64> {
        match (self, is_visitor) {
            (_, true) => 1_500..3_000,
            (Self::Shy, false) => 20_000..30_000,
            (_, false) => 2_000..8_000,
        }
    }

    /// Messages to another simulated person before the farewell.
    pub(super) const fn says(self) -> Range<u32> {
        match self {
            Self::Quick => 3..6,
            Self::Shy | Self::Skipper => 4..8,
            Self::Host | Self::Talkative | Self::Slow => 7..14,
        }
    }

    /// The pause after a talk.
    pub(super) const fn rests(self) -> Range<u64> {
        match self {
            Self::Host => 1_000..3_000,
            Self::Quick => 5_000..12_000,
            Self::Talkative | Self::Skipper => 8_000..25_000,
            Self::Shy | Self::Slow => 15_000..40_000,
        }
    }
}

/// A duration out of a range of milliseconds.
pub(super) fn some(range: Range<u64>, rng: &mut impl Rng) -> Duration {
    Duration::from_millis(rng.random_range(range))
}
