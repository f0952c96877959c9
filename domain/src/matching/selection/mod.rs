//! Which of all possible pairs are proposed together: the set with the best total score (product.md, "Finding someone").

mod exact;
mod graph;
mod near_exact;

use crate::values::Timestamp;

/// A pair that could be proposed. The members are places in the caller's list of those who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoredPair {
    /// One side.
    pub a: usize,
    /// The other side.
    pub b: usize,
    /// The score in thousandths.
    pub score_permille: u32,
}

/// Chooses pairs so that nobody is in two of them and the total score is the best; among equals, those who wait longest come
/// first. Returns places in `pairs`, ascending. `waiting_since` has an entry for each member; pairs with unknown members or of a
/// member with themselves are left out. Deterministic.
///
/// Exact for groups of up to 16 members who are connected by possible pairs; larger groups are solved greedily and then improved
/// by exact solutions of overlapping parts, which is near-exact.
pub fn select(pairs: &[ScoredPair], waiting_since: &[Timestamp]) -> Vec<usize> {
    let graph = graph::Graph::new(pairs, waiting_since);
    let mut chosen: Vec<usize> = graph
        .components()
        .iter()
        .flat_map(|component| {
            if component.len() <= exact::MAX_MEMBERS {
                exact::solve(&graph, component).pairs
            } else {
                near_exact::solve(&graph, component)
            }
        })
        .collect();
    chosen.sort_unstable();
    chosen
}
