//! How good the choice of a window is, beside the best that is possible.

use std::time::Instant;

use app::matchmaker::pool::PairRules;
use app::matchmaker::window::{Terms, choose};
use domain::matching::{Prepared, ScoredPair, Weights, score};
use rustworkx_core::max_weight_matching::max_weight_matching;
use rustworkx_core::petgraph::graph::UnGraph;

use super::people::{now, prepared, waiting};

/// The exact matching of more takes too long to wait for; their bound is what nobody could exceed.
const MOST_SOLVED: usize = 1_000;

pub(crate) fn print() {
    for count in [50, 200, 1_000, 5_000] {
        let prepared = prepared(&waiting(count));
        let pairs = possible_pairs(&prepared);
        let started = Instant::now();
        let chosen = total_of_choice(prepared);
        let took = started.elapsed();
        let (best, what) = if count <= MOST_SOLVED {
            let started = Instant::now();
            let best = best_total(count, &pairs);
            (best, format!("the best, found in {:?}", started.elapsed()))
        } else {
            (bound(count, &pairs), "a bound of the best".to_owned())
        };
        let permyriad = chosen * 10_000 / best.max(1);
        println!(
            "{count} wait, {} possible pairs: {chosen} in {took:?}, {}.{:02} % of {what}: {best}",
            pairs.len(),
            permyriad / 100,
            permyriad % 100
        );
    }
}

/// The total score of what is proposed in a window in which everybody came.
fn total_of_choice(prepared: Vec<Prepared>) -> u64 {
    let rules = PairRules::default();
    let terms = Terms {
        rules: &rules,
        weights: &Weights::default(),
        now: now(),
    };
    choose(prepared, |_| true, &terms)
        .iter()
        .map(|choice| u64::from(choice.score.total_permille))
        .sum()
}

/// All possible pairs of a window with their scores.
fn possible_pairs(prepared: &[Prepared]) -> Vec<ScoredPair> {
    let mut pairs = Vec::new();
    for (a, first) in prepared.iter().enumerate() {
        for (b, second) in prepared.iter().enumerate().skip(a + 1) {
            if let Ok(eligible) = first.eligible(second) {
                let weights = Weights::default();
                let score = score(&first.candidate, &second.candidate, &eligible, &weights);
                pairs.push(ScoredPair {
                    a,
                    b,
                    score_permille: score.total_permille,
                });
            }
        }
    }
    pairs
}

/// The exact maximum-weight matching (Galil's algorithm, as in rustworkx).
fn best_total(members: usize, pairs: &[ScoredPair]) -> u64 {
    let mut graph = UnGraph::<(), u32>::with_capacity(members, pairs.len());
    let nodes: Vec<_> = (0..members).map(|_| graph.add_node(())).collect();
    for pair in pairs {
        graph.add_edge(nodes[pair.a], nodes[pair.b], pair.score_permille);
    }
    let weight = |edge: rustworkx_core::petgraph::graph::EdgeReference<'_, u32>| {
        Ok::<i128, std::convert::Infallible>(i128::from(*edge.weight()))
    };
    let Ok(matching) = max_weight_matching(&graph, false, weight, false);
    matching
        .into_iter()
        .filter_map(|(a, b)| graph.find_edge(nodes[a], nodes[b]))
        .map(|edge| u64::from(graph[edge]))
        .sum()
}

/// Nobody can bring more than half of their best pair.
fn bound(members: usize, pairs: &[ScoredPair]) -> u64 {
    let mut best = vec![0_u64; members];
    for pair in pairs {
        for member in [pair.a, pair.b] {
            best[member] = best[member].max(u64::from(pair.score_permille));
        }
    }
    best.iter().sum::<u64>().div_ceil(2)
}
