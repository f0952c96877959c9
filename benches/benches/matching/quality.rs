//! How good the choice of a window is, beside the best that is possible.

use std::time::Instant;

use app::matchmaker::pool::PairRules;
use app::matchmaker::window::{Terms, choose};
use domain::matching::{Prepared, ScoredPair, Weights, score};
use rustworkx_core::max_weight_matching::max_weight_matching;
use rustworkx_core::petgraph::graph::UnGraph;

use super::people::{Numbers, now, prepared, waiting};

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
            (bound(count, &pairs), "what no choice can exceed".to_owned())
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

/// What no pairing can exceed: the least sum of prices found such that no pair is worth more than the prices of its two. Each member
/// in turn asks what the best of their pairs leaves them, again and again in another order; in between all prices are lowered a little,
/// so that they settle elsewhere.
fn bound(members: usize, pairs: &[ScoredPair]) -> u64 {
    let mut partners: Vec<Vec<(usize, i64)>> = vec![Vec::new(); members];
    for pair in pairs {
        // Doubled, since half a thousandth is a price too.
        let worth = i64::from(pair.score_permille) * 2;
        partners[pair.a].push((pair.b, worth));
        partners[pair.b].push((pair.a, worth));
    }
    let best = |list: &Vec<(usize, i64)>| list.iter().map(|(_, worth)| worth / 2).max();
    let mut prices: Vec<i64> = partners
        .iter()
        .map(|list| best(list).unwrap_or(0))
        .collect();
    let mut numbers = Numbers(3);
    let mut least = i64::MAX;
    for _ in 0..BOUND_ROUNDS {
        let mut order: Vec<usize> = (0..members).collect();
        order.sort_by_cached_key(|_| numbers.below(1 << 30));
        for member in order {
            let left = partners[member]
                .iter()
                .map(|&(partner, worth)| worth - prices[partner]);
            prices[member] = left.max().unwrap_or(0).max(0);
        }
        least = least.min(prices.iter().sum());
        for price in &mut prices {
            let lower = i64::try_from(1 + numbers.below(3)).unwrap_or(1);
            *price = (*price - lower).max(0);
        }
    }
    u64::try_from(least).unwrap_or_default().div_ceil(2)
}

const BOUND_ROUNDS: usize = 300;
