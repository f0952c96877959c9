//! The possible pairs as a weighted graph.

use super::ScoredPair;
use crate::values::Timestamp;

/// A possible pair with its weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) weight: i64,
    /// The place in the caller's list.
    pub(super) pair: usize,
}

impl Edge {
    /// The other side.
    pub(super) const fn partner_of(&self, member: usize) -> usize {
        self.a + self.b - member
    }
}

/// Members as vertices, possible pairs as edges.
pub(super) struct Graph {
    edges: Vec<Edge>,
    /// Places in `edges` of each member, the best first.
    neighbours: Vec<Vec<usize>>,
}

/// The score decides; the waits only among equal scores. A wait is at most 2^18 s (three days) and a pair has two, so the waits of
/// 2^13 chosen pairs together stay below one thousandth of score.
const SCORE_SHIFT: u32 = 32;
const MAX_WAIT_SECONDS: i64 = (1 << 18) - 1;

/// What each [`OVERDUE_AFTER`](super::OVERDUE_AFTER) of waiting adds to a member's pairs, in thousandths: more than a whole score, so
/// that no score makes up for it, and nobody who came so much later is taken instead.
const OVERDUE_PERMILLE: i64 = 1_100;

impl Graph {
    pub(super) fn new(pairs: &[ScoredPair], waiting_since: &[Timestamp], now: Timestamp) -> Self {
        let merits: Vec<i64> = waiting_since
            .iter()
            .map(|since| merit(now - *since))
            .collect();
        let mut edges: Vec<Edge> = pairs
            .iter()
            .enumerate()
            .filter(|(_, pair)| pair.a != pair.b && pair.a.max(pair.b) < merits.len())
            .map(|(place, pair)| Edge {
                a: pair.a.min(pair.b),
                b: pair.a.max(pair.b),
                // One more, so that any pair is better than none.
                weight: (i64::from(pair.score_permille) << SCORE_SHIFT)
                    + merits[pair.a]
                    + merits[pair.b]
                    + 1,
                pair: place,
            })
            .collect();
        // A pair that is named twice counts once, as it was named first.
        edges.sort_by_key(|edge| (edge.a, edge.b));
        edges.dedup_by_key(|edge| (edge.a, edge.b));
        let mut neighbours = vec![Vec::new(); merits.len()];
        for (place, edge) in edges.iter().enumerate() {
            neighbours[edge.a].push(place);
            neighbours[edge.b].push(place);
        }
        for list in &mut neighbours {
            list.sort_unstable_by_key(|&edge| (std::cmp::Reverse(edges[edge].weight), edge));
        }
        Self { edges, neighbours }
    }

    /// How many members there are, with pairs or without.
    pub(super) const fn members(&self) -> usize {
        self.neighbours.len()
    }

    /// An edge by its place.
    pub(super) fn edge(&self, place: usize) -> &Edge {
        &self.edges[place]
    }

    /// The places of a member's edges, the best first.
    pub(super) fn edges_of(&self, member: usize) -> &[usize] {
        &self.neighbours[member]
    }

    /// The possible partners of a member, the best first.
    pub(super) fn partners(&self, member: usize) -> impl Iterator<Item = usize> {
        self.neighbours[member]
            .iter()
            .map(move |&place| self.edges[place].partner_of(member))
    }

    /// Groups of members who are connected by possible pairs; members without any are left out.
    pub(super) fn components(&self) -> Vec<Vec<usize>> {
        let mut is_seen = vec![false; self.neighbours.len()];
        let mut components = Vec::new();
        for start in 0..self.neighbours.len() {
            if is_seen[start] || self.neighbours[start].is_empty() {
                continue;
            }
            is_seen[start] = true;
            let mut component = vec![start];
            let mut next = 0;
            while let Some(&member) = component.get(next) {
                next += 1;
                for partner in self.partners(member) {
                    if !is_seen[partner] {
                        is_seen[partner] = true;
                        component.push(partner);
                    }
                }
            }
            component.sort_unstable();
            components.push(component);
        }
        components
    }
}

/// What a member's wait adds to the weight of their pairs.
fn merit(waited: chrono::TimeDelta) -> i64 {
    let waited_seconds = waited.num_seconds().clamp(0, MAX_WAIT_SECONDS);
    let overdue = waited_seconds / super::OVERDUE_AFTER.num_seconds();
    ((overdue * OVERDUE_PERMILLE) << SCORE_SHIFT) + waited_seconds
}
