//! The best pairing of some members, exactly.

use super::blossom::{self, Worth};
use super::graph::Graph;

/// The work grows with the cube of the members: so many take tens of milliseconds.
pub(super) const MAX_MEMBERS: usize = 256;

/// Solves parts of a graph one after another.
pub(super) struct Solver<'a> {
    graph: &'a Graph,
    /// Where each member stands in the part that is being solved.
    place_in_part: Vec<Option<usize>>,
}

impl<'a> Solver<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            place_in_part: vec![None; graph.members()],
        }
    }

    /// The edges of the pairing of these members, and of nobody else, with the greatest weight.
    pub(super) fn solve(&mut self, part: &[usize]) -> Vec<usize> {
        for (place, &member) in part.iter().enumerate() {
            self.place_in_part[member] = Some(place);
        }
        let inner = self.inner_edges(part);
        let mut worth = Worth::nothing(part.len());
        for &(_, a, b, weight) in &inner {
            worth.set(a, b, weight);
        }
        let mates = blossom::best_pairing(&worth);
        for &member in part {
            self.place_in_part[member] = None;
        }
        let chosen = inner
            .into_iter()
            .filter(|&(_, a, b, _)| mates[a] == Some(b));
        chosen.map(|(edge, ..)| edge).collect()
    }

    /// The edges within a part, with the places of both sides in it.
    fn inner_edges(&self, part: &[usize]) -> Vec<(usize, usize, usize, i64)> {
        let mut inner = Vec::new();
        for (place, &member) in part.iter().enumerate() {
            for &number in self.graph.edges_of(member) {
                let edge = self.graph.edge(number);
                // Each edge is found from both sides and taken from its first.
                if edge.a == member
                    && let Some(other) = self.place_in_part[edge.b]
                {
                    inner.push((number, place, other, edge.weight));
                }
            }
        }
        inner
    }
}
