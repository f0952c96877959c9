//! People drawn with a fixed seed.

use chrono::{DateTime, Duration, Utc};
use domain::matching::{Candidate, Prepared};
use domain::values::{
    FreeWindows, MemberId, SearchId, Sensitivity, TimeZone, Topic, TopicSet, Window,
};
use uuid::Uuid;

/// Numbers that look random and are the same in every run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, limit: u64) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit).unwrap_or_default()
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::hours(16)
}

/// People as product.md imagines them: 2 to 6 of 12 topics, Russian time zones, some windows, some careful.
pub(crate) fn waiting(count: usize) -> Vec<Candidate> {
    let mut numbers = Numbers(7);
    (0..count)
        .map(|number| {
            let waited = i64::try_from(numbers.below(600)).unwrap_or(0);
            Candidate {
                softened: numbers.below(4) == 0,
                ..candidate(number, now() - Duration::seconds(waited), &mut numbers)
            }
        })
        .collect()
}

/// Somebody who begins to search.
pub(crate) fn candidate(number: usize, since: DateTime<Utc>, numbers: &mut Numbers) -> Candidate {
    let wanted = 2 + u32::try_from(numbers.below(5)).unwrap_or(0);
    let mut topics = TopicSet::default();
    while topics.len() < wanted {
        let topic = Topic::ALL[numbers.below(12)];
        if !topics.contains(topic) {
            topics = topics.toggled(topic);
        }
    }
    let mut free_time = FreeWindows::default();
    for window in Window::ALL {
        if numbers.below(3) == 0 {
            free_time = free_time.toggled(window);
        }
    }
    let id = |kind: u128| Uuid::from_u128(kind << 64 | number as u128);
    Candidate {
        member: MemberId(id(1)),
        search_id: SearchId(id(2)),
        waiting_since: since,
        softened: false,
        soft_allowed: true,
        topics,
        time_zone: TimeZone::COMMON[numbers.below(12)],
        free_time,
        sensitivity: [None, Some(Sensitivity::Gentle), Some(Sensitivity::Open)][numbers.below(3)],
        mean_rating_permille: (numbers.below(2) == 0).then_some(4_200),
    }
}

pub(crate) fn prepared(candidates: &[Candidate]) -> Vec<Prepared> {
    candidates
        .iter()
        .map(|candidate| Prepared::new(candidate.clone(), now()))
        .collect()
}
