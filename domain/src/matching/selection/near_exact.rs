//! A very good pairing of many members: greedy at first, then part by part exact.

use std::cmp::Reverse;
use std::collections::{HashSet, VecDeque};

use super::exact::Solver;
use super::graph::{Edge, Graph};

/// Members whose pairing is solved anew at once. More gain more in a round and take longer.
const PART_MEMBERS: usize = 64;
/// How many of the most promising partners of a member come into a part with it.
const BRANCHES: usize = 3;
/// Rounds over all members; most gain comes with the first two.
const MAX_ROUNDS: usize = 4;
/// Parts in all rounds together: so many take half a second, and are enough for some 1 000 members. Of more members those are looked
/// at first who have least.
const MAX_PARTS: usize = 400;

/// The edges of the pairing.
pub(super) fn solve(graph: &Graph, component: &[usize]) -> Vec<usize> {
    let mut pairing = Pairing {
        graph,
        solver: Solver::new(graph),
        edge_of: vec![None; graph.members()],
        parts_left: MAX_PARTS,
    };
    pairing.take_greedily(component);
    for _ in 0..MAX_ROUNDS {
        if !pairing.improve(component) {
            break;
        }
    }
    pairing.settle(component);
    pairing.edges(component)
}

struct Pairing<'a> {
    graph: &'a Graph,
    solver: Solver<'a>,
    /// The edge by which each member is paired.
    edge_of: Vec<Option<usize>>,
    parts_left: usize,
}

impl Pairing<'_> {
    /// The best pair of those who are alone, then the best of what is left, and so on.
    fn take_greedily(&mut self, component: &[usize]) {
        let graph = self.graph;
        let mut best_first: Vec<usize> = component
            .iter()
            .flat_map(|&member| {
                let edges = graph.edges_of(member).iter();
                edges.filter(move |&&edge| graph.edge(edge).a == member)
            })
            .copied()
            .collect();
        best_first.sort_unstable_by_key(|&place| {
            let edge = self.graph.edge(place);
            (Reverse(edge.weight), edge.pair)
        });
        for place in best_first {
            let edge = self.graph.edge(place);
            if self.edge_of[edge.a].is_none() && self.edge_of[edge.b].is_none() {
                self.couple(place);
            }
        }
    }

    fn couple(&mut self, place: usize) {
        let edge = self.graph.edge(place);
        self.edge_of[edge.a] = Some(place);
        self.edge_of[edge.b] = Some(place);
    }

    fn mate(&self, member: usize) -> Option<usize> {
        Some(self.graph.edge(self.edge_of[member]?).partner_of(member))
    }

    /// What a member's pair is worth, half of it for each side.
    fn share(&self, member: usize) -> i64 {
        let edge = self.edge_of[member].map(|place| self.graph.edge(place));
        edge.map_or(0, |edge| edge.weight / 2)
    }

    /// Solves parts that together hold everybody, first around those who are alone; whether anything got better.
    fn improve(&mut self, component: &[usize]) -> bool {
        let mut is_done = vec![false; self.edge_of.len()];
        let mut centres = component.to_vec();
        centres.sort_by_key(|&member| self.share(member));
        let mut gained = false;
        for centre in centres {
            if is_done[centre] || self.parts_left == 0 {
                continue;
            }
            self.parts_left -= 1;
            let part = self.part_around(centre);
            for &member in &part {
                is_done[member] = true;
            }
            gained |= self.improve_part(&part);
        }
        gained
    }

    /// Solves a part exactly; whether that was better than what stood.
    fn improve_part(&mut self, part: &[usize]) -> bool {
        let graph = self.graph;
        let weight = |places: &[usize]| -> i64 {
            let edges = places.iter().map(|&place| graph.edge(place));
            edges.map(|edge| edge.weight).sum()
        };
        let mut standing: Vec<usize> = part.iter().filter_map(|&one| self.edge_of[one]).collect();
        standing.sort_unstable();
        standing.dedup();
        let solved = self.solver.solve(part);
        if weight(&solved) <= weight(&standing) {
            return false;
        }
        for &member in part {
            self.edge_of[member] = None;
        }
        for place in solved {
            self.couple(place);
        }
        true
    }

    /// The member, those it would gain most from, those whom they would, each with their mates: so the rest of the pairing stays
    /// whole.
    fn part_around(&self, centre: usize) -> Vec<usize> {
        let mut part = Part::default();
        part.add(centre, self.mate(centre));
        let mut next = 0;
        while let Some(&member) = part.members.get(next)
            && part.members.len() < PART_MEMBERS
        {
            next += 1;
            for partner in self.promising(member, &part) {
                if part.members.len() < PART_MEMBERS {
                    part.add(partner, self.mate(partner));
                }
            }
        }
        part.members
    }

    /// The partners that a member would gain most from, counting what they would leave behind.
    fn promising(&self, member: usize, part: &Part) -> Vec<usize> {
        let edges = self.graph.edges_of(member).iter();
        let partners = edges.map(|&place| (place, self.graph.edge(place).partner_of(member)));
        let mut gains: Vec<(Reverse<i64>, usize, usize)> = partners
            .filter(|(_, partner)| !part.is_in.contains(partner))
            .map(|(place, partner)| {
                let gain = self.graph.edge(place).weight - self.share(partner);
                (Reverse(gain), place, partner)
            })
            .collect();
        if gains.len() > BRANCHES {
            gains.select_nth_unstable(BRANCHES);
            gains.truncate(BRANCHES);
        }
        gains.sort_unstable();
        gains.into_iter().map(|(_, _, partner)| partner).collect()
    }

    /// Whoever is alone and worth more to somebody than the one they are with takes that place; whoever is left so looks on. Each
    /// step makes the total better, so this ends.
    fn settle(&mut self, component: &[usize]) {
        let alone = component.iter().filter(|&&one| self.edge_of[one].is_none());
        let mut alone: VecDeque<usize> = alone.copied().collect();
        while let Some(member) = alone.pop_front() {
            // Taken meanwhile by somebody else who was alone.
            if self.edge_of[member].is_some() {
                continue;
            }
            let gain = |edge: &Edge| {
                let lost = self.edge_of[edge.partner_of(member)];
                edge.weight - lost.map_or(0, |lost| self.graph.edge(lost).weight)
            };
            let edges = self.graph.edges_of(member).iter();
            let gains = edges.map(|&place| (gain(self.graph.edge(place)), Reverse(place)));
            if let Some((1.., Reverse(best))) = gains.max() {
                let partner = self.graph.edge(best).partner_of(member);
                if let Some(left) = self.mate(partner) {
                    self.edge_of[left] = None;
                    alone.push_back(left);
                }
                self.couple(best);
            }
        }
    }

    fn edges(&self, component: &[usize]) -> Vec<usize> {
        let edges = component.iter().filter_map(|&one| {
            let place = self.edge_of[one]?;
            (self.graph.edge(place).a == one).then_some(place)
        });
        edges.collect()
    }
}

/// Members whose pairing is solved anew together.
#[derive(Default)]
struct Part {
    members: Vec<usize>,
    is_in: HashSet<usize>,
}

impl Part {
    fn add(&mut self, member: usize, mate: Option<usize>) {
        for one in [Some(member), mate].into_iter().flatten() {
            if self.is_in.insert(one) {
                self.members.push(one);
            }
        }
    }
}
