//! The rating of a talk, from 1 to 5.

use serde::{Deserialize, Serialize};

/// How much a talk helped, 1 (not at all) to 5 (very much).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

/// A rating outside 1 to 5.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rating is a number from 1 to 5")]
pub struct RatingOutOfRange;

impl Rating {
    /// The number of stars.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = RatingOutOfRange;

    fn try_from(stars: u8) -> Result<Self, Self::Error> {
        if (1..=5).contains(&stars) {
            Ok(Self(stars))
        } else {
            Err(RatingOutOfRange)
        }
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}
