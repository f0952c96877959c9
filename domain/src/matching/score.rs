//! How good a pair is (product.md, "Finding someone").

use serde::{Deserialize, Serialize};

use super::{Candidate, Eligible};

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

impl Weights {
    /// Whether the weights make a score between 0 and 1: none negative, one in sum (to a thousandth).
    pub fn is_valid(self) -> bool {
        let all = [self.topics, self.time, self.helpfulness];
        all.iter().all(|weight| (0.0..=1.0).contains(weight))
            && (all.iter().sum::<f64>() - 1.0).abs() < 0.001
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

impl Score {
    /// The score without helpfulness, in thousandths: what belongs to this pair and not to either of the two in any pair.
    pub fn fit_permille(&self, weights: &Weights) -> u32 {
        whole_permille(
            weights.topics * f64::from(self.topics_permille)
                + weights.time * f64::from(self.time_permille),
        )
    }
}

/// The score of an eligible pair.
pub fn score(a: &Candidate, b: &Candidate, eligible: &Eligible, weights: &Weights) -> Score {
    let topics_permille = (eligible.shared_topics.len() * 1_000 / TOPICS_FOR_FULL_SCORE).min(1_000);
    let time_permille = eligible.time_overlap_permille;
    let helpfulness_permille = helpfulness(a, b);
    let total = weights.topics * f64::from(topics_permille)
        + weights.time * f64::from(time_permille)
        + weights.helpfulness * f64::from(helpfulness_permille);
    Score {
        total_permille: whole_permille(total),
        topics_permille,
        time_permille,
        helpfulness_permille,
    }
}

const TOPICS_FOR_FULL_SCORE: u32 = 5;

/// A member without ratings counts 0.5, which is what the middle of the scale maps to.
const UNRATED_PERMILLE: u32 = 3_000;

/// The mean of both members' `(r − 1) / 4`, in thousandths.
fn helpfulness(a: &Candidate, b: &Candidate) -> u32 {
    let above_worst = |candidate: &Candidate| {
        candidate
            .mean_rating_permille
            .unwrap_or(UNRATED_PERMILLE)
            .clamp(1_000, 5_000)
            - 1_000
    };
    // Divided by 4 for the scale and by 2 for the mean, at once so that nothing is rounded twice.
    (above_worst(a) + above_worst(b) + 4) / 8
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=1000 before, and NaN becomes 0"
)]
fn whole_permille(total: f64) -> u32 {
    total.round().clamp(0.0, 1_000.0) as u32
}
