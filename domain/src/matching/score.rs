//! How good a pair is.
use serde::{Deserialize, Serialize};

/// Weights of the score's parts (`NOTALONE_WEIGHT_*`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Weight of shared topics (0.6).
    pub topics: f64,
    /// Weight of shared free time (0.2).
    pub time: f64,
    /// Weight of helpfulness (0.2).
    pub helpfulness: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            topics: 0.6,
            time: 0.2,
            helpfulness: 0.2,
        }
    }
}

/// A pair's score with its parts, each in thousandths so that events and sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The weighted sum, in thousandths.
    pub total_permille: u32,
    /// `min(shared/5, 1)`, in thousandths.
    pub topics_permille: u32,
    /// Shared free time, in thousandths.
    pub time_permille: u32,
    /// Helpfulness of both, in thousandths.
    pub helpfulness_permille: u32,
}
