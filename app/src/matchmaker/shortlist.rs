//! The pairs worth choosing from, when there are more than can be kept.
//!
//! Thousands who wait have millions of possible pairs, most of which nobody would miss. Each member keeps the best of their own, so
//! nobody is left without, however they compare with others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use domain::matching::ScoredPair;

/// Pairs that each member keeps; with few who wait, that is all of them.
const KEPT_PAIRS: usize = 96;

/// The best pairs of each member.
#[derive(Debug)]
pub(super) struct Shortlists {
    /// The least good first.
    of: Vec<BinaryHeap<Reverse<Listed>>>,
    is_cut: bool,
}

/// A pair on a member's list; the greater, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    /// The score without helpfulness: those who help best would otherwise be on every list, and the others on none.
    fit_permille: u32,
    /// Among equals, those who have waited longest are on every list, and the rest is spread.
    preference: Reverse<u32>,
    partner: usize,
    score_permille: u32,
}

impl Shortlists {
    pub(super) fn new(members: usize) -> Self {
        Self {
            of: vec![BinaryHeap::new(); members],
            is_cut: false,
        }
    }

    /// Puts a pair on the lists of both, where it is good enough.
    pub(super) fn add(&mut self, pair: ScoredPair, fit_permille: u32) {
        for (member, partner) in [(pair.a, pair.b), (pair.b, pair.a)] {
            self.list(
                member,
                Listed {
                    fit_permille,
                    preference: Reverse(preference(member, partner, self.of.len())),
                    partner,
                    score_permille: pair.score_permille,
                },
            );
        }
    }

    fn list(&mut self, member: usize, listed: Listed) {
        let list = &mut self.of[member];
        if list.len() < KEPT_PAIRS {
            list.push(Reverse(listed));
            return;
        }
        self.is_cut = true;
        if let Some(mut least) = list.peek_mut()
            && least.0 < listed
        {
            *least = Reverse(listed);
        }
    }

    /// All pairs that are on a list, each once, and whether any is on none.
    pub(super) fn into_pairs(self) -> (Vec<ScoredPair>, bool) {
        let lists = self.of.into_iter().enumerate();
        let mut pairs: Vec<ScoredPair> = lists
            .flat_map(|(member, list)| {
                list.into_iter().map(move |Reverse(listed)| ScoredPair {
                    a: member.min(listed.partner),
                    b: member.max(listed.partner),
                    score_permille: listed.score_permille,
                })
            })
            .collect();
        pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
        pairs.dedup();
        (pairs, self.is_cut)
    }
}

/// Which of equally good partners a member keeps: less is better. Places are in the order of the queue.
fn preference(member: usize, partner: usize, members: usize) -> u32 {
    let spread = (member * SPREAD + partner * SPREAD * SPREAD) % SPREAD_PRIME % members.max(1);
    u32::try_from(partner.min(spread)).unwrap_or(u32::MAX)
}

/// Multiplied with a place and taken modulo a prime, neighbouring places become unrelated ones.
const SPREAD: usize = 40_503;
const SPREAD_PRIME: usize = 2_147_483_647;
