//! A member in a few bits: enough to rule out most pairs without looking at more.

use super::Candidate;
use super::eligibility::{TOPICS_NEEDED, TOPICS_NEEDED_SOFT, sensitivity_differs};
use crate::values::{Sensitivity, TopicSet};

/// The topics, whether one shared topic is enough, and how to talk, as bits. Thousands of these fit where a few candidates do, so
/// that millions of pairs can be looked at within a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    topics: TopicSet,
    is_soft: bool,
    sensitivity: Option<Sensitivity>,
}

impl Brief {
    pub(super) fn new(candidate: &Candidate) -> Self {
        Self {
            topics: candidate.topics,
            is_soft: candidate.is_soft(),
            sensitivity: candidate.sensitivity,
        }
    }

    /// False only for those whom [`Prepared::eligible`](super::Prepared::eligible) keeps apart; true says nothing yet.
    #[inline]
    pub fn may_meet(self, other: Self) -> bool {
        let needed = if self.is_soft && other.is_soft {
            TOPICS_NEEDED_SOFT
        } else {
            TOPICS_NEEDED
        };
        self.topics.shared(other.topics).len() >= needed
            && !sensitivity_differs(self.sensitivity, other.sensitivity)
    }
}
