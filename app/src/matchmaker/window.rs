//! One window: of all pairs possible now, the set with the best total score.

use chrono::{DateTime, Utc};
use domain::matching::{
    Candidate, Eligible, Party, Prepared, Score, ScoredPair, Weights, score, select,
};
use domain::values::{MemberId, Pair, TopicSet};

use super::pool::PairRules;

/// A pair chosen in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Both sides.
    pub parties: [Party; 2],
    /// What they share.
    pub shared_topics: TopicSet,
    /// Why this pair.
    pub score: Score,
    /// Whether only the soft rule allows it.
    pub softened: bool,
    /// Since when each side waits, in the order of `parties`.
    pub waiting_since: [DateTime<Utc>; 2],
}

/// Chooses the window's pairs. Only pairs with a changed member are looked at: all others were found impossible before and stay so
/// until someone in them changes or everything is looked at again.
pub fn choose(
    candidates: Vec<Candidate>,
    has_changed: impl Fn(MemberId) -> bool,
    rules: &PairRules,
    now: DateTime<Utc>,
    weights: &Weights,
) -> Vec<Choice> {
    // Sorted by place in the queue, so that the same situation gives the same choice on every replica.
    let mut waiting: Vec<Prepared> = candidates
        .into_iter()
        .map(|candidate| Prepared::new(candidate, now))
        .collect();
    waiting.sort_by_key(|prepared| (prepared.candidate.waiting_since, prepared.candidate.member));
    let is_changed: Vec<bool> = waiting
        .iter()
        .map(|prepared| has_changed(prepared.candidate.member))
        .collect();

    let mut possible: Vec<(ScoredPair, Eligible, Score)> = Vec::new();
    for (a, first) in waiting.iter().enumerate() {
        for (b, second) in waiting.iter().enumerate().skip(a + 1) {
            if !is_changed[a] && !is_changed[b] {
                continue;
            }
            let Ok(eligible) = first.eligible(second) else {
                continue;
            };
            let pair = Pair::new(first.candidate.member, second.candidate.member);
            if pair.is_none_or(|pair| rules.is_restricted(pair, now)) {
                continue;
            }
            let score = score(&first.candidate, &second.candidate, &eligible, weights);
            possible.push((
                ScoredPair {
                    a,
                    b,
                    score_permille: score.total_permille,
                },
                eligible,
                score,
            ));
        }
    }
    let pairs: Vec<ScoredPair> = possible.iter().map(|(pair, ..)| *pair).collect();
    let waiting_since: Vec<DateTime<Utc>> = waiting
        .iter()
        .map(|prepared| prepared.candidate.waiting_since)
        .collect();
    select(&pairs, &waiting_since)
        .into_iter()
        .map(|chosen| {
            let (pair, eligible, score) = possible[chosen];
            Choice {
                parties: [party(&waiting[pair.a]), party(&waiting[pair.b])],
                shared_topics: eligible.shared_topics,
                score,
                softened: eligible.softened,
                waiting_since: [waiting_since[pair.a], waiting_since[pair.b]],
            }
        })
        .collect()
}

fn party(prepared: &Prepared) -> Party {
    Party {
        member: prepared.candidate.member,
        search_id: prepared.candidate.search_id,
    }
}
