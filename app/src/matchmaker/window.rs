//! One window: of all pairs possible now, the set with the best total score.

use chrono::{DateTime, Utc};
use domain::matching::{Eligible, Party, Prepared, Score, ScoredPair, Weights, score, select};
use domain::values::{MemberId, TopicSet};

use super::pool::PairRules;
use super::shortlist::Shortlists;

/// A pair chosen in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Both sides.
    pub parties: [Party; 2],
    /// What they share.
    pub shared_topics: TopicSet,
    /// Why this pair.
    pub score: Score,
    /// Whether only the soft rule allows it.
    pub softened: bool,
    /// Since when each side waits, in the order of `parties`.
    pub waiting_since: [DateTime<Utc>; 2],
}

/// What a choice goes by, beside those who wait.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// Who may not meet whom.
    pub rules: &'a PairRules,
    /// Weights of the score.
    pub weights: &'a Weights,
    /// The moment of the window.
    pub now: DateTime<Utc>,
}

/// Chooses the window's pairs. Only pairs with a changed member are looked at: all others were found impossible before and stay so
/// until someone in them changes or everything is looked at again.
pub fn choose(
    mut waiting: Vec<Prepared>,
    has_changed: impl Fn(MemberId) -> bool,
    terms: &Terms<'_>,
) -> Vec<Choice> {
    // Sorted by place in the queue, so that the same situation gives the same choice on every replica.
    waiting.sort_by_key(|prepared| (prepared.candidate.waiting_since, prepared.candidate.member));
    let is_changed = waiting
        .iter()
        .map(|prepared| has_changed(prepared.candidate.member))
        .collect();
    let mut window = Window {
        waiting,
        is_changed,
        terms,
    };
    let mut choices = Vec::new();
    loop {
        let (chosen, is_cut) = window.choose();
        let was_nobody_chosen = chosen.is_empty();
        choices.extend(chosen.iter().map(|&couple| window.choice(couple)));
        // Where not all pairs could be kept, some who are left may still fit each other.
        if was_nobody_chosen || !is_cut {
            return choices.into_iter().flatten().collect();
        }
        window.leave_out(&chosen);
    }
}

struct Window<'a> {
    /// By place in the queue.
    waiting: Vec<Prepared>,
    is_changed: Vec<bool>,
    terms: &'a Terms<'a>,
}

impl Window<'_> {
    /// The best set of those pairs that are kept, and whether some were not kept.
    fn choose(&self) -> (Vec<(usize, usize)>, bool) {
        let (pairs, is_cut) = self.shortlists().into_pairs();
        let since: Vec<DateTime<Utc>> = self
            .waiting
            .iter()
            .map(|prepared| prepared.candidate.waiting_since)
            .collect();
        let chosen = select(&pairs, &since, self.terms.now);
        let couples = chosen
            .into_iter()
            .map(|place| (pairs[place].a, pairs[place].b));
        (couples.collect(), is_cut)
    }

    fn shortlists(&self) -> Shortlists<'_> {
        let briefs: Vec<_> = self.waiting.iter().map(Prepared::brief).collect();
        let mut shortlists = Shortlists::new(&self.is_changed);
        for a in (0..briefs.len()).filter(|&a| self.is_changed[a]) {
            let apart = self.terms.rules.apart_from(self.member(a), self.terms.now);
            for b in 0..briefs.len() {
                // A pair of two who changed is looked at once, from the one who has waited longer.
                let is_seen = b == a || (b < a && self.is_changed[b]);
                if is_seen || !briefs[a].may_meet(briefs[b]) || apart.contains(&self.member(b)) {
                    continue;
                }
                if let Some((_, score)) = self.look(a, b) {
                    let pair = ScoredPair {
                        a: a.min(b),
                        b: a.max(b),
                        score_permille: score.total_permille,
                    };
                    shortlists.add(pair, score.fit_permille(self.terms.weights));
                }
            }
        }
        shortlists
    }

    fn member(&self, place: usize) -> MemberId {
        self.waiting[place].candidate.member
    }

    /// What a pair is worth, if the two may meet.
    fn look(&self, a: usize, b: usize) -> Option<(Eligible, Score)> {
        let (first, second) = (&self.waiting[a], &self.waiting[b]);
        let eligible = first.eligible(second).ok()?;
        let score = score(
            &first.candidate,
            &second.candidate,
            &eligible,
            self.terms.weights,
        );
        Some((eligible, score))
    }

    fn choice(&self, (a, b): (usize, usize)) -> Option<Choice> {
        let (eligible, score) = self.look(a, b)?;
        let sides = [&self.waiting[a].candidate, &self.waiting[b].candidate];
        Some(Choice {
            parties: sides.map(|side| Party {
                member: side.member,
                search_id: side.search_id,
            }),
            shared_topics: eligible.shared_topics,
            score,
            softened: eligible.softened,
            waiting_since: sides.map(|side| side.waiting_since),
        })
    }

    fn leave_out(&mut self, couples: &[(usize, usize)]) {
        let mut is_chosen = vec![false; self.waiting.len()];
        for &(a, b) in couples {
            is_chosen[a] = true;
            is_chosen[b] = true;
        }
        let mut is_left = is_chosen.iter().map(|is_chosen| !is_chosen);
        self.waiting.retain(|_| is_left.next().unwrap_or(false));
        let mut is_left = is_chosen.iter().map(|is_chosen| !is_chosen);
        self.is_changed.retain(|_| is_left.next().unwrap_or(false));
    }
}
