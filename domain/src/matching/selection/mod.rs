//! Which of all possible pairs are proposed together: the set with the best total score (product.md, "Finding someone").

mod blossom;
mod exact;
mod graph;
mod near_exact;

use chrono::TimeDelta;

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

/// Who has waited for so long goes before all who have not, who has waited twice as long before those, and so on: without it, a stream
/// of others who fit a little better could keep a member waiting until the search ends. An ordinary wait is seconds to minutes, so that
/// in an ordinary window nobody is.
pub const OVERDUE_AFTER: TimeDelta = TimeDelta::minutes(30);

/// Chooses pairs so that nobody is in two of them and the total score is the best; among equals, those who wait longest come
/// first. Whoever is [overdue](OVERDUE_AFTER) is passed over only for others who have waited for as many such times: for those who came
/// before, or less than one such time after. These are finitely many and each window in which somebody is passed over takes one of them,
/// so a member for whom there is somebody is passed over no more often than that. Returns places in `pairs`, ascending.
/// `waiting_since` has an entry for each member; pairs with unknown members or of a member with themselves are left out.
/// Deterministic.
///
/// Exact for groups of up to 256 members who are connected by possible pairs; larger groups are solved greedily and then improved
/// by exact solutions of overlapping parts, which is near-exact (`docs/benchmarks.md` says how near).
pub fn select(pairs: &[ScoredPair], waiting_since: &[Timestamp], now: Timestamp) -> Vec<usize> {
    let graph = graph::Graph::new(pairs, waiting_since, now);
    let mut solver = exact::Solver::new(&graph);
    let mut chosen = Vec::new();
    for component in graph.components() {
        let edges = if component.len() <= exact::MAX_MEMBERS {
            solver.solve(&component)
        } else {
            near_exact::solve(&graph, &component)
        };
        chosen.extend(edges.into_iter().map(|edge| graph.edge(edge).pair));
    }
    chosen.sort_unstable();
    chosen
}
