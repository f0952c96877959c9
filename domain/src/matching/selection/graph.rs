//! The possible pairs as a weighted graph.

use std::collections::HashMap;

use super::ScoredPair;
use crate::values::Timestamp;

/// A possible pair with its weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) weight: u64,
    /// The place in the caller's list.
    pub(super) pair: usize,
}

/// Members as vertices, possible pairs as edges.
pub(super) struct Graph {
    edges: Vec<Edge>,
    /// Places in `edges` of each member, the best first.
    neighbours: Vec<Vec<usize>>,
    by_members: HashMap<(usize, usize), usize>,
}

/// The score decides; the waits only among equal scores. A wait is at most 2^18 s (three days) and a pair has two, so the waits of
/// 2^13 chosen pairs together stay below one thousandth of score.
const SCORE_SHIFT: u32 = 32;
const MAX_WAIT_SECONDS: i64 = 1 << 18;

impl Graph {
    pub(super) fn new(pairs: &[ScoredPair], waiting_since: &[Timestamp]) -> Self {
        let newest = waiting_since.iter().max().copied();
        let wait = |member: usize| -> Option<u64> {
            let seconds = (newest? - *waiting_since.get(member)?).num_seconds();
            u64::try_from(seconds.clamp(0, MAX_WAIT_SECONDS - 1)).ok()
        };
        let mut graph = Self {
            edges: Vec::with_capacity(pairs.len()),
            neighbours: vec![Vec::new(); waiting_since.len()],
            by_members: HashMap::with_capacity(pairs.len()),
        };
        for (place, pair) in pairs.iter().enumerate() {
            if let (Some(wait_a), Some(wait_b)) = (wait(pair.a), wait(pair.b))
                && pair.a != pair.b
            {
                graph.add(Edge {
                    a: pair.a.min(pair.b),
                    b: pair.a.max(pair.b),
                    // One more, so that any pair is better than none.
                    weight: (u64::from(pair.score_permille) << SCORE_SHIFT) + wait_a + wait_b + 1,
                    pair: place,
                });
            }
        }
        let edges = &graph.edges;
        for list in &mut graph.neighbours {
            list.sort_unstable_by_key(|&edge| (std::cmp::Reverse(edges[edge].weight), edge));
        }
        graph
    }

    fn add(&mut self, edge: Edge) {
        let place = self.edges.len();
        // A pair that is named twice counts once.
        if let std::collections::hash_map::Entry::Vacant(entry) =
            self.by_members.entry((edge.a, edge.b))
        {
            entry.insert(place);
            self.neighbours[edge.a].push(place);
            self.neighbours[edge.b].push(place);
            self.edges.push(edge);
        }
    }

    /// The edge between two members, if they can be paired.
    pub(super) fn edge(&self, one: usize, other: usize) -> Option<&Edge> {
        self.by_members
            .get(&(one.min(other), one.max(other)))
            .map(|&place| &self.edges[place])
    }

    /// The possible partners of a member, the best first.
    pub(super) fn partners(&self, member: usize) -> impl Iterator<Item = usize> {
        self.neighbours[member].iter().map(move |&place| {
            let edge = &self.edges[place];
            edge.a + edge.b - member
        })
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
