//! An hour of searches, window by window, with the choice that ships and people who answer as assumed here.

use std::collections::{BTreeMap, HashSet};

use app::matchmaker::pool::PairRules;
use app::matchmaker::window::{Choice, Terms, choose};
use chrono::{DateTime, Duration, Utc};
use domain::matching::{Candidate, Days, Weights};
use domain::values::{MemberId, Pair};

use super::people::{Numbers, candidate, now};

const SECONDS: i64 = 3_600;
const SEARCHES_PER_SECOND: usize = 2;
/// Of a hundred, so many accept a proposal, so many skip it, the rest lets it run out. Both accept in 30 % of all proposals.
const ACCEPT_PERCENT: usize = 55;
const SKIP_PERCENT: usize = 35;
/// Who answers does so within this time.
const ANSWER_SECONDS: u64 = 60;
const PROPOSAL_SECONDS: i64 = 300;
const SOFT_AFTER: Duration = Duration::minutes(5);
const MAX_MISSES: u32 = 2;
/// As in the matchmaker.
const LOOK_AT_ALL_EVERY: i64 = 15;

/// Somebody whose search is not over.
struct Seeker {
    candidate: Candidate,
    misses: u32,
}

/// A proposal's end: who goes back to the search, and whether they were silent.
struct Outcome {
    back: Vec<(Seeker, bool)>,
}

struct Hour {
    numbers: Numbers,
    days: Days,
    waiting: Vec<Seeker>,
    changed: HashSet<MemberId>,
    rules: PairRules,
    proposals: BTreeMap<i64, Vec<Outcome>>,
    proposed: HashSet<MemberId>,
    waits_seconds: Vec<i64>,
    talks: usize,
    made: usize,
}

pub(crate) fn print() {
    let mut hour = Hour {
        numbers: Numbers(11),
        days: Days::default(),
        waiting: Vec::new(),
        changed: HashSet::new(),
        rules: PairRules::default(),
        proposals: BTreeMap::new(),
        proposed: HashSet::new(),
        waits_seconds: Vec::new(),
        talks: 0,
        made: 0,
    };
    for second in 0..SECONDS {
        hour.pass(second);
    }
    hour.tell();
}

impl Hour {
    fn pass(&mut self, second: i64) {
        let moment = now() + Duration::seconds(second);
        for place in 0..SEARCHES_PER_SECOND {
            let number = usize::try_from(second).unwrap_or(0) * SEARCHES_PER_SECOND + place;
            let candidate = candidate(number, moment, &mut self.numbers);
            self.changed.insert(candidate.member);
            let misses = 0;
            self.waiting.push(Seeker { candidate, misses });
        }
        for outcome in self.proposals.remove(&second).unwrap_or_default() {
            self.go_back(outcome);
        }
        for seeker in &mut self.waiting {
            let is_due = moment - seeker.candidate.waiting_since >= SOFT_AFTER;
            if is_due && !seeker.candidate.softened {
                seeker.candidate.softened = true;
                self.changed.insert(seeker.candidate.member);
            }
        }
        if second % LOOK_AT_ALL_EVERY == 0 {
            let everybody = self.waiting.iter().map(|seeker| seeker.candidate.member);
            self.changed.extend(everybody);
        }
        for choice in self.choices(moment) {
            self.propose(&choice, second, moment);
        }
    }

    fn choices(&mut self, moment: DateTime<Utc>) -> Vec<Choice> {
        let changed = std::mem::take(&mut self.changed);
        let days = &mut self.days;
        let candidates = self.waiting.iter().map(|seeker| &seeker.candidate);
        let prepared = candidates.map(|candidate| days.prepare(candidate.clone(), moment));
        let terms = Terms {
            rules: &self.rules,
            weights: &Weights::default(),
            now: moment,
        };
        let has_changed = |member: MemberId| changed.contains(&member);
        choose(prepared.collect(), has_changed, &terms)
    }

    fn propose(&mut self, choice: &Choice, second: i64, moment: DateTime<Utc>) {
        self.made += 1;
        let mut sides = Vec::new();
        for party in choice.parties {
            let place = self
                .waiting
                .iter()
                .position(|seeker| seeker.candidate.member == party.member);
            let Some(place) = place else { continue };
            let seeker = self.waiting.swap_remove(place);
            if self.proposed.insert(party.member) {
                let waited = moment - seeker.candidate.waiting_since;
                self.waits_seconds.push(waited.num_seconds());
            }
            sides.push((seeker, self.numbers.below(100)));
        }
        let is_accepted = sides.iter().all(|(_, dice)| *dice < ACCEPT_PERCENT);
        if is_accepted {
            self.talks += 1;
            return;
        }
        let is_skip = |dice: usize| (ACCEPT_PERCENT..ACCEPT_PERCENT + SKIP_PERCENT).contains(&dice);
        let is_skipped = sides.iter().any(|(_, dice)| is_skip(*dice));
        let ends_after = if is_skipped {
            1 + i64::try_from(self.numbers.below(ANSWER_SECONDS)).unwrap_or(0)
        } else {
            PROPOSAL_SECONDS
        };
        let [one, other] = choice.parties.map(|party| party.member);
        if let Some(pair) = Pair::new(one, other) {
            let apart = if is_skipped {
                Duration::hours(72)
            } else {
                Duration::hours(1)
            };
            self.rules.restrict(pair, "cooldown", Some(moment + apart));
        }
        let is_silent = |dice: usize| !is_skipped && dice >= ACCEPT_PERCENT + SKIP_PERCENT;
        let back = sides
            .into_iter()
            .map(|(seeker, dice)| (seeker, is_silent(dice)));
        let outcome = Outcome {
            back: back.collect(),
        };
        self.proposals
            .entry(second + ends_after)
            .or_default()
            .push(outcome);
    }

    fn go_back(&mut self, outcome: Outcome) {
        for (mut seeker, was_silent) in outcome.back {
            seeker.misses += u32::from(was_silent);
            if seeker.misses < MAX_MISSES {
                self.changed.insert(seeker.candidate.member);
                self.waiting.push(seeker);
            }
        }
    }

    /// Who was never proposed counts with the wait so far.
    fn tell(mut self) {
        let end = now() + Duration::seconds(SECONDS);
        let searches = usize::try_from(SECONDS).unwrap_or(0) * SEARCHES_PER_SECOND;
        let never = self
            .waiting
            .iter()
            .filter(|seeker| !self.proposed.contains(&seeker.candidate.member));
        let never: Vec<i64> = never
            .map(|seeker| (end - seeker.candidate.waiting_since).num_seconds())
            .collect();
        let left = never.len();
        self.waits_seconds.extend(never);
        self.waits_seconds.sort_unstable();
        let at =
            |percent: usize| self.waits_seconds[(self.waits_seconds.len() - 1) * percent / 100];
        let soon = self
            .waits_seconds
            .iter()
            .filter(|wait| **wait <= 60)
            .count();
        println!(
            "an hour at {SEARCHES_PER_SECOND} searches/s: {searches} searches, {} proposals, {} talks; first proposal after p50 {} s, p95 {} s, p99 {} s, at most {} s; {} % within 60 s; {left} not proposed yet",
            self.made,
            self.talks,
            at(50),
            at(95),
            at(99),
            at(100),
            soon * 100 / searches,
        );
    }
}
