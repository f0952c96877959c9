//! The best pairing of a few members, by trying all sets of them once.

use super::graph::Graph;

/// The work doubles with each member: 16 are a few milliseconds.
pub(super) const MAX_MEMBERS: usize = 16;

/// A pairing of some members.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// The sum of the weights.
    pub(super) weight: u64,
    /// Who is with whom.
    pub(super) couples: Vec<(usize, usize)>,
    /// The same as places in the caller's list.
    pub(super) pairs: Vec<usize>,
}

/// The pairing of these members (at most [`MAX_MEMBERS`]) with the greatest weight.
///
/// `best[set]` is the best weight within a set of members. Its first member either stays alone or is paired with one of the others,
/// and both cases lead to a smaller set.
pub(super) fn solve(graph: &Graph, members: &[usize]) -> Pairing {
    let weights = weights(graph, members);
    let sets = 1_usize << members.len();
    let mut best = vec![0_u64; sets];
    for set in 1..sets {
        best[set] = options(set, &weights)
            .map(|(rest, _, weight)| best[rest] + weight)
            .max()
            .unwrap_or(0);
    }
    let mut pairing = Pairing {
        weight: best[sets - 1],
        ..Pairing::default()
    };
    let mut set = sets - 1;
    while set != 0 {
        let Some((rest, couple, _)) =
            options(set, &weights).find(|(rest, _, weight)| best[*rest] + weight == best[set])
        else {
            break;
        };
        if let Some((first, second)) = couple
            && let Some(edge) = graph.edge(members[first], members[second])
        {
            pairing.couples.push((edge.a, edge.b));
            pairing.pairs.push(edge.pair);
        }
        set = rest;
    }
    pairing
}

/// What can become of the first member of a set: the set that is left, the couple if there is one, and its weight.
fn options(
    set: usize,
    weights: &[Vec<Option<u64>>],
) -> impl Iterator<Item = (usize, Option<(usize, usize)>, u64)> {
    let first = set.trailing_zeros() as usize;
    let others = set & (set - 1);
    let paired = weights[first]
        .iter()
        .enumerate()
        .filter_map(move |(second, weight)| {
            let is_there = others & (1 << second) != 0;
            weight
                .filter(|_| is_there)
                .map(|weight| (others & !(1 << second), Some((first, second)), weight))
        });
    std::iter::once((others, None, 0)).chain(paired)
}

fn weights(graph: &Graph, members: &[usize]) -> Vec<Vec<Option<u64>>> {
    members
        .iter()
        .map(|&one| {
            members
                .iter()
                .map(|&other| graph.edge(one, other).map(|edge| edge.weight))
                .collect()
        })
        .collect()
}
