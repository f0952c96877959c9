//! The pairs worth choosing from, when there are more than can be kept.
//!
//! Thousands who wait have millions of possible pairs, most of which nobody would miss. Each member keeps the best of their own, so
//! nobody is left without, however they compare with others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use domain::matching::ScoredPair;

/// Pairs that each member keeps; with few who wait, that is all of them.
const KEPT_PAIRS: usize = 96;

/// The best pairs of each member who changed: the pairs of all others were looked at before.
#[derive(Debug)]
pub(super) struct Shortlists<'a> {
    is_changed: &'a [bool],
    /// When so few changed, nobody's best choice can be missing from the lists: others take fewer partners than a list holds.
    are_few: bool,
    /// The least good first.
    of: Vec<BinaryHeap<Reverse<Listed>>>,
    /// What a pair must have at least to come on the list of a member.
    least_permille: Vec<u32>,
    is_cut: bool,
}

/// A pair on a member's list; the greater, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    /// The score; when many changed, without helpfulness: those who help best would otherwise be on every list, and others on none.
    merit_permille: u32,
    /// Among equals, those who have waited longest; when many changed, these are on every list, and the rest is spread.
    preference: Reverse<u32>,
    partner: u32,
    score_permille: u32,
}

impl<'a> Shortlists<'a> {
    pub(super) fn new(is_changed: &'a [bool]) -> Self {
        let changed = is_changed.iter().filter(|is_changed| **is_changed).count();
        Self {
            is_changed,
            are_few: changed * 2 <= KEPT_PAIRS,
            of: vec![BinaryHeap::new(); is_changed.len()],
            least_permille: vec![0; is_changed.len()],
            is_cut: false,
        }
    }

    /// Puts a pair on the lists of those who changed, where it is good enough.
    pub(super) fn add(&mut self, pair: ScoredPair, fit_permille: u32) {
        for (member, partner) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let merit_permille = if self.are_few {
                pair.score_permille
            } else {
                fit_permille
            };
            if !self.is_changed[member] {
                continue;
            }
            // Nearly all pairs of a crowd end here, without a look at the list.
            if merit_permille < self.least_permille[member] {
                self.is_cut = true;
                continue;
            }
            let preference = if self.are_few {
                place(partner)
            } else {
                preference(member, partner, self.of.len())
            };
            self.list(
                member,
                Listed {
                    merit_permille,
                    preference: Reverse(preference),
                    partner: place(partner),
                    score_permille: pair.score_permille,
                },
            );
        }
    }

    fn list(&mut self, member: usize, listed: Listed) {
        let list = &mut self.of[member];
        if list.len() < KEPT_PAIRS {
            list.push(Reverse(listed));
        } else {
            self.is_cut = true;
            if let Some(mut least) = list.peek_mut()
                && least.0 < listed
            {
                *least = Reverse(listed);
            }
        }
        if list.len() == KEPT_PAIRS
            && let Some(Reverse(least)) = list.peek()
        {
            self.least_permille[member] = least.merit_permille;
        }
    }

    /// All pairs that are on a list, each once, and whether any is on none.
    pub(super) fn into_pairs(self) -> (Vec<ScoredPair>, bool) {
        let lists = self.of.into_iter().enumerate();
        let mut pairs: Vec<ScoredPair> = lists
            .flat_map(|(member, list)| {
                list.into_iter().map(move |Reverse(listed)| {
                    let partner = usize::try_from(listed.partner).unwrap_or(usize::MAX);
                    ScoredPair {
                        a: member.min(partner),
                        b: member.max(partner),
                        score_permille: listed.score_permille,
                    }
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
    place(partner.min(spread))
}

fn place(member: usize) -> u32 {
    u32::try_from(member).unwrap_or(u32::MAX)
}

/// Multiplied with a place and taken modulo a prime, neighbouring places become unrelated ones.
const SPREAD: usize = 40_503;
const SPREAD_PRIME: usize = 2_147_483_647;
