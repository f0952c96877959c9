//! A very good pairing of many members: greedy at first, then part by part exact.

use std::collections::VecDeque;

use super::exact::Solver;
use super::graph::Graph;

/// Members whose pairing is solved anew at once.
const PART_MEMBERS: usize = 64;
/// How many of the best partners of a member come into a part with it.
const BRANCHES: usize = 8;
/// Rounds over all members; most gain comes with the first.
const MAX_ROUNDS: usize = 4;

/// The edges of the pairing.
pub(super) fn solve(graph: &Graph, component: &[usize]) -> Vec<usize> {
    let mut pairing = Pairing {
        graph,
        solver: Solver::new(graph),
        edge_of: vec![None; graph.members()],
    };
    pairing.take_greedily(component);
    for round in 0..MAX_ROUNDS {
        if !pairing.improve(component, round) {
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
}

impl Pairing<'_> {
    /// The best pair of those who are alone, then the best of what is left, and so on.
    fn take_greedily(&mut self, component: &[usize]) {
        let mut best_first: Vec<usize> = component
            .iter()
            .flat_map(|&member| {
                let edges = self.graph.edges_of(member).iter();
                edges.filter(move |&&edge| self.graph.edge(edge).a == member)
            })
            .copied()
            .collect();
        best_first.sort_unstable_by_key(|&place| {
            let edge = self.graph.edge(place);
            (std::cmp::Reverse(edge.weight), edge.pair)
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

    /// Solves parts that together hold everybody, first around those who are alone; whether anything got better.
    fn improve(&mut self, component: &[usize], round: usize) -> bool {
        let mut is_done = vec![false; self.edge_of.len()];
        let mut centres = component.to_vec();
        if round % 2 == 1 {
            centres.reverse();
        }
        centres.sort_by_key(|&member| self.edge_of[member].is_some());
        let mut gained = false;
        for centre in centres {
            if is_done[centre] {
                continue;
            }
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
        let weight = |edges: &mut dyn Iterator<Item = usize>| -> i64 {
            edges.map(|place| self.graph.edge(place).weight).sum()
        };
        let mut standing: Vec<usize> = part.iter().filter_map(|&one| self.edge_of[one]).collect();
        standing.sort_unstable();
        standing.dedup();
        let solved = self.solver.solve(part);
        if weight(&mut solved.iter().copied()) <= weight(&mut standing.iter().copied()) {
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

    /// The member, those it would like best, those whom they would, each with their mates: so the rest of the pairing stays whole.
    fn part_around(&self, centre: usize) -> Vec<usize> {
        let mut part = Vec::with_capacity(PART_MEMBERS + 1);
        let mut is_in = std::collections::HashSet::new();
        self.add_with_mate(&mut part, &mut is_in, centre);
        let mut next = 0;
        while part.len() < PART_MEMBERS
            && let Some(&member) = part.get(next)
        {
            next += 1;
            let mut added = 0;
            for partner in self.graph.partners(member) {
                if part.len() >= PART_MEMBERS || added >= BRANCHES {
                    break;
                }
                if self.add_with_mate(&mut part, &mut is_in, partner) {
                    added += 1;
                }
            }
        }
        part
    }

    fn add_with_mate(
        &self,
        part: &mut Vec<usize>,
        is_in: &mut std::collections::HashSet<usize>,
        member: usize,
    ) -> bool {
        if !is_in.insert(member) {
            return false;
        }
        part.push(member);
        if let Some(mate) = self.mate(member) {
            is_in.insert(mate);
            part.push(mate);
        }
        true
    }

    /// Whoever is alone and worth more to somebody than the one they are with takes that place; whoever is left so looks on.
    fn settle(&mut self, component: &[usize]) {
        let alone = component.iter().filter(|&&one| self.edge_of[one].is_none());
        let mut alone: VecDeque<usize> = alone.copied().collect();
        while let Some(member) = alone.pop_front() {
            let gain = |&place: &usize| {
                let edge = self.graph.edge(place);
                let lost = self.edge_of[edge.partner_of(member)];
                edge.weight - lost.map_or(0, |lost| self.graph.edge(lost).weight)
            };
            let edges = self.graph.edges_of(member).iter();
            let Some(&best) = edges.rev().max_by_key(|place| gain(place)) else {
                continue;
            };
            if gain(&best) > 0 {
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
