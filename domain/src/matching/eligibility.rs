//! Who can be proposed to whom (product.md, "Finding someone"). Blocks, cooldowns and engagements are not looked at here: guards
//! keep them, whatever the matchmaker believes.

use serde::{Deserialize, Serialize};

use super::brief::Brief;
use super::free_mask::{Day, FreeMask};
use crate::mix::mix;
use crate::values::{FreeWindows, MemberId, SearchId, Sensitivity, TimeZone, Timestamp, TopicSet};

/// Everything about one waiting member that the rules of pairing look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub member: MemberId,
    /// From which search.
    pub search_id: SearchId,
    /// The place in the queue.
    pub waiting_since: Timestamp,
    /// One shared topic is enough by now.
    pub softened: bool,
    /// The experiment arm of this member allows the soft rule.
    pub soft_allowed: bool,
    /// The topics.
    pub topics: TopicSet,
    /// The zone.
    pub time_zone: TimeZone,
    /// The free windows.
    pub free_time: FreeWindows,
    /// бережно / открыто, `None` when skipped.
    pub sensitivity: Option<Sensitivity>,
    /// Mean of the last 10 ratings received, in thousandths of a star (1000–5000), `None` without any.
    pub mean_rating_permille: Option<u32>,
}

impl Candidate {
    /// Whether this side agrees to one shared topic by now.
    pub(super) const fn is_soft(&self) -> bool {
        self.softened && self.soft_allowed
    }
}

/// The rule that keeps two people apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ineligible {
    /// Both are one person.
    #[error("both are the same member")]
    SameMember,
    /// Fewer shared topics than the rule in force asks.
    #[error("{shared} shared topics, {needed} needed")]
    TooFewSharedTopics {
        /// How many they share.
        shared: u32,
        /// How many are needed now.
        needed: u32,
    },
    /// No shared free hour within the next 24 h.
    #[error("no shared free hour in the next 24 h")]
    NoSharedFreeTime,
    /// Neither stated free time and their clocks are more than 3 h apart.
    #[error("clocks {hours} h apart, at most 3 without stated free time")]
    ClocksTooFarApart {
        /// Hours apart, rounded up.
        hours: u32,
    },
    /// «бережно» does not meet «открыто».
    #[error("one asks for gentleness, the other speaks openly")]
    SensitivityDiffers,
}

/// A pair that may be proposed, with what the score is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eligible {
    /// What both live through.
    pub shared_topics: TopicSet,
    /// Whether only the soft rule allows the pair.
    pub softened: bool,
    /// Quarter hours of the next 24 h in which both are free.
    pub shared_free_quarters: u32,
    /// Shared free time against the smaller of the two sets, or how near the clocks are when neither stated any; in thousandths.
    pub time_overlap_permille: u32,
}

/// A candidate with what is worth computing once for all its pairs. Good for one quarter hour ([`FreeMask::quarter`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// Who.
    pub candidate: Candidate,
    pub(super) day: Day,
}

impl Prepared {
    /// Prepares the candidate for comparisons at this moment.
    pub fn new(candidate: Candidate, at: Timestamp) -> Self {
        Self {
            day: Day::new(candidate.free_time, candidate.time_zone, at),
            candidate,
        }
    }

    /// What most pairs can be ruled out by, in a few bits.
    pub fn brief(&self) -> Brief {
        Brief::new(&self.candidate)
    }

    /// Whether the two may be proposed to each other; both must be prepared for the same quarter hour.
    pub fn eligible(&self, other: &Self) -> Result<Eligible, Ineligible> {
        let (a, b) = (&self.candidate, &other.candidate);
        different_members(a, b)?;
        let shared_topics = enough_topics(a, b)?;
        same_manner(a, b)?;
        let shared_free_quarters = self.day.free.shared(other.day.free).len();
        let time_overlap_permille = self.time_overlap(other, shared_free_quarters)?;
        Ok(Eligible {
            shared_topics,
            softened: shared_topics.len() < TOPICS_NEEDED,
            shared_free_quarters,
            time_overlap_permille,
        })
    }

    /// Every rule of their answers that keeps the two apart, in the order in which [`Self::eligible`] looks at them.
    pub fn kept_apart_by(&self, other: &Self) -> Vec<Ineligible> {
        let (a, b) = (&self.candidate, &other.candidate);
        let shared_free_quarters = self.day.free.shared(other.day.free).len();
        [
            different_members(a, b).err(),
            enough_topics(a, b).err(),
            same_manner(a, b).err(),
            self.time_overlap(other, shared_free_quarters).err(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn time_overlap(&self, other: &Self, shared_free_quarters: u32) -> Result<u32, Ineligible> {
        let (a, b) = (&self.candidate, &other.candidate);
        if a.free_time.is_unstated() && b.free_time.is_unstated() {
            return clock_nearness(self.day.offset_minutes, other.day.offset_minutes);
        }
        if shared_free_quarters < FreeMask::SLOTS_PER_HOUR {
            return Err(Ineligible::NoSharedFreeTime);
        }
        let smaller = self.day.free.len().min(other.day.free.len()).max(1);
        Ok(rounded_permille(shared_free_quarters, smaller))
    }
}

/// Whether the two may be proposed to each other at this moment, and which rule keeps them apart if not.
pub fn eligible(a: &Candidate, b: &Candidate, at: Timestamp) -> Result<Eligible, Ineligible> {
    Prepared::new(a.clone(), at).eligible(&Prepared::new(b.clone(), at))
}

/// Whether the experiment lets the soft rule apply to this member: a stable hash of the member against the share, in thousandths.
pub fn soft_arm(member: MemberId, share_permille: u32) -> bool {
    let (high, low) = member.0.as_u64_pair();
    mix(mix(EXPERIMENT ^ high) ^ low) % 1_000 < u64::from(share_permille)
}

/// Keeps other experiments with the same members independent: the letters of `softrule`.
const EXPERIMENT: u64 = u64::from_be_bytes(*b"softrule");

pub(super) const TOPICS_NEEDED: u32 = 2;
pub(super) const TOPICS_NEEDED_SOFT: u32 = 1;
const MAX_CLOCK_DIFFERENCE_MINUTES: u32 = 3 * 60;

fn different_members(a: &Candidate, b: &Candidate) -> Result<(), Ineligible> {
    if a.member == b.member {
        return Err(Ineligible::SameMember);
    }
    Ok(())
}

fn same_manner(a: &Candidate, b: &Candidate) -> Result<(), Ineligible> {
    if sensitivity_differs(a.sensitivity, b.sensitivity) {
        return Err(Ineligible::SensitivityDiffers);
    }
    Ok(())
}

fn enough_topics(a: &Candidate, b: &Candidate) -> Result<TopicSet, Ineligible> {
    let is_soft = a.is_soft() && b.is_soft();
    let needed = if is_soft {
        TOPICS_NEEDED_SOFT
    } else {
        TOPICS_NEEDED
    };
    let shared_topics = a.topics.shared(b.topics);
    let shared = shared_topics.len();
    if shared < needed {
        return Err(Ineligible::TooFewSharedTopics { shared, needed });
    }
    Ok(shared_topics)
}

/// «бережно» meets «бережно» or someone who skipped the question; skipped meets all.
pub(super) fn sensitivity_differs(a: Option<Sensitivity>, b: Option<Sensitivity>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

/// `1 − hours apart / 3` in thousandths. Clocks go round: UTC+12 and UTC−10 are two hours apart on the dial.
fn clock_nearness(a_minutes: i32, b_minutes: i32) -> Result<u32, Ineligible> {
    const DAY_MINUTES: u32 = 24 * 60;
    let apart = a_minutes.abs_diff(b_minutes) % DAY_MINUTES;
    let apart = apart.min(DAY_MINUTES - apart);
    if apart > MAX_CLOCK_DIFFERENCE_MINUTES {
        return Err(Ineligible::ClocksTooFarApart {
            hours: apart.div_ceil(60),
        });
    }
    Ok(rounded_permille(
        MAX_CLOCK_DIFFERENCE_MINUTES - apart,
        MAX_CLOCK_DIFFERENCE_MINUTES,
    ))
}

fn rounded_permille(part: u32, whole: u32) -> u32 {
    (part * 1_000 + whole / 2) / whole
}
