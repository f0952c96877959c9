//! A very good pairing of many members: greedy at first, then part by part exact.

use super::exact;
use super::graph::Graph;

/// Members whose pairing is solved anew at once.
const PART_MEMBERS: usize = 10;
/// Rounds over all members; most gain comes with the first.
const MAX_ROUNDS: usize = 4;

/// The pairing as places in the caller's list.
pub(super) fn solve(graph: &Graph, component: &[usize]) -> Vec<usize> {
    let mut pairing = Mates::greedy(graph, component);
    for _ in 0..MAX_ROUNDS {
        let mut is_better = false;
        for &member in component {
            is_better |= pairing.improve_around(graph, member);
        }
        if !is_better {
            break;
        }
    }
    pairing.pairs(graph, component)
}

/// Who is with whom, by member.
struct Mates(Vec<Option<usize>>);

impl Mates {
    /// The best pair first, then the best of what is left, and so on.
    fn greedy(graph: &Graph, component: &[usize]) -> Self {
        let size = component.last().map_or(0, |last| last + 1);
        let mut mates = Self(vec![None; size]);
        let mut edges: Vec<_> = component
            .iter()
            .flat_map(|&member| {
                graph
                    .partners(member)
                    .filter(move |partner| member < *partner)
                    .filter_map(move |partner| graph.edge(member, partner))
            })
            .collect();
        edges.sort_unstable_by_key(|edge| (std::cmp::Reverse(edge.weight), edge.pair));
        for edge in edges {
            if mates.0[edge.a].is_none() && mates.0[edge.b].is_none() {
                mates.couple(edge.a, edge.b);
            }
        }
        mates
    }

    fn couple(&mut self, one: usize, other: usize) {
        self.0[one] = Some(other);
        self.0[other] = Some(one);
    }

    /// Solves the part around a member exactly; whether that was better than what stood.
    fn improve_around(&mut self, graph: &Graph, member: usize) -> bool {
        let part = self.part_around(graph, member);
        let standing: u64 = part
            .iter()
            .filter_map(|&one| {
                let mate = self.0[one].filter(|mate| one < *mate)?;
                graph.edge(one, mate)
            })
            .map(|edge| edge.weight)
            .sum();
        let solved = exact::solve(graph, &part);
        if solved.weight <= standing {
            return false;
        }
        for &one in &part {
            self.0[one] = None;
        }
        for (one, other) in solved.couples {
            self.couple(one, other);
        }
        true
    }

    /// The member, those it would like best, those whom they would, each with their mates: so the rest of the pairing stays whole.
    fn part_around(&self, graph: &Graph, member: usize) -> Vec<usize> {
        let mut part = Vec::with_capacity(PART_MEMBERS + 1);
        self.add_with_mate(&mut part, member);
        let mut next = 0;
        while part.len() < PART_MEMBERS
            && let Some(&centre) = part.get(next)
        {
            next += 1;
            for partner in graph.partners(centre).take(PART_MEMBERS) {
                if part.len() >= PART_MEMBERS {
                    break;
                }
                self.add_with_mate(&mut part, partner);
            }
        }
        part
    }

    fn add_with_mate(&self, part: &mut Vec<usize>, member: usize) {
        if !part.contains(&member) {
            part.push(member);
            part.extend(self.0[member]);
        }
    }

    fn pairs(&self, graph: &Graph, component: &[usize]) -> Vec<usize> {
        component
            .iter()
            .filter_map(|&one| {
                let mate = self.0[one].filter(|mate| one < *mate)?;
                graph.edge(one, mate)
            })
            .map(|edge| edge.pair)
            .collect()
    }
}
