//! Amounts of Telegram Stars (currency `XTR`): whole numbers, never fractions.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of Stars, zero included.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Stars(u32);

/// More Stars than there can be in one amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of Stars")]
pub struct NotStars;

impl Stars {
    /// None at all.
    pub const ZERO: Self = Self(0);

    /// The number of Stars.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl From<u32> for Stars {
    fn from(number: u32) -> Self {
        Self(number)
    }
}

/// What Telegram calls `total_amount`; it is never negative.
impl TryFrom<i64> for Stars {
    type Error = NotStars;

    fn try_from(number: i64) -> Result<Self, NotStars> {
        u32::try_from(number).map(Self).map_err(|_| NotStars)
    }
}

impl fmt::Display for Stars {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What a member may give as a tip: 1 to 2 500 Stars (product.md, "Tips").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct TipAmount(u32);

/// An amount outside 1 to 2 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tip is 1 to 2500 Stars")]
pub struct NotATip;

impl TipAmount {
    /// The most Stars of one tip.
    pub const MAX: u32 = 2_500;
    /// What the buttons offer beside an own amount.
    pub const PRESETS: [Self; 4] = [Self(5), Self(10), Self(25), Self(50)];

    /// The amount as a number of Stars.
    pub const fn stars(self) -> Stars {
        Stars(self.0)
    }
}

impl TryFrom<u32> for TipAmount {
    type Error = NotATip;

    fn try_from(stars: u32) -> Result<Self, NotATip> {
        if (1..=Self::MAX).contains(&stars) {
            Ok(Self(stars))
        } else {
            Err(NotATip)
        }
    }
}

impl From<TipAmount> for u32 {
    fn from(amount: TipAmount) -> Self {
        amount.0
    }
}

/// A tip as it is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// What the platform keeps.
    pub commission: Stars,
    /// What is owed to the receiver.
    pub receiver_share: Stars,
}

/// The platform keeps one Star of so many.
const COMMISSION_DIVISOR: u32 = 10;

impl Split {
    /// 10 %, rounded down in the receiver's favour: 5 → 0, 10 → 1, 25 → 2, 50 → 5.
    pub const fn of(stars: Stars) -> Self {
        let commission = stars.0 / COMMISSION_DIVISOR;
        Self {
            commission: Stars(commission),
            receiver_share: Stars(stars.0 - commission),
        }
    }
}
