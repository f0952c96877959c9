//! A very good pairing of many members: greedy at first, then part by part exact.

use super::exact;
use super::graph::{Edge, Graph};

/// Members whose pairing is solved anew at once.
const PART_MEMBERS: usize = 10;
/// Rounds over all members; most gain comes with the first.
const MAX_ROUNDS: usize = 4;

/// The pairing as places in the caller's list.
pub(super) fn solve(graph: &Graph, component: &[usize]) -> Vec<usize> {
    let best_first = best_first(graph, component);
    let mut pairing = Mates::nobody(component);
    pairing.take_greedily(&best_first);
    let mut centres = component.to_vec();
    for _ in 0..MAX_ROUNDS {
        let mut changed = Vec::new();
        for &centre in &centres {
            changed.extend(pairing.improve_around(graph, centre));
        }
        // Only around what changed can there be more to gain.
        changed.sort_unstable();
        changed.dedup();
        centres = changed;
    }
    // An improvement can free two members of different parts who could be paired.
    pairing.take_greedily(&best_first);
    pairing.pairs(graph, component)
}

fn best_first<'a>(graph: &'a Graph, component: &[usize]) -> Vec<&'a Edge> {
    let mut edges: Vec<&Edge> = component
        .iter()
        .flat_map(|&member| {
            graph
                .partners(member)
                .filter(move |partner| member < *partner)
                .filter_map(move |partner| graph.edge(member, partner))
        })
        .collect();
    edges.sort_unstable_by_key(|edge| (std::cmp::Reverse(edge.weight), edge.pair));
    edges
}

/// Who is with whom, by member.
struct Mates(Vec<Option<usize>>);

impl Mates {
    fn nobody(component: &[usize]) -> Self {
        let size = component.last().map_or(0, |last| last + 1);
        Self(vec![None; size])
    }

    /// The best pair of those who are alone, then the best of what is left, and so on.
    fn take_greedily(&mut self, best_first: &[&Edge]) {
        for edge in best_first {
            if self.0[edge.a].is_none() && self.0[edge.b].is_none() {
                self.couple(edge.a, edge.b);
            }
        }
    }

    fn couple(&mut self, one: usize, other: usize) {
        self.0[one] = Some(other);
        self.0[other] = Some(one);
    }

    /// Solves the part around a member exactly; the members of the part if that was better than what stood, nobody otherwise.
    fn improve_around(&mut self, graph: &Graph, member: usize) -> Vec<usize> {
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
            return Vec::new();
        }
        for &one in &part {
            self.0[one] = None;
        }
        for (one, other) in solved.couples {
            self.couple(one, other);
        }
        part
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
