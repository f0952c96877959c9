//! The choice of a window, when so many wait that not every possible pair is kept.

use std::collections::HashSet;

use app::matchmaker::pool::PairRules;
use app::matchmaker::window::{Choice, Terms, choose};
use chrono::{DateTime, Duration, Utc};
use domain::matching::{Candidate, Prepared, ScoredPair, Weights, eligible, score, select};
use domain::values::{FreeWindows, MemberId, Pair, SearchId, TimeZone, Topic, TopicSet};
use proptest::prelude::*;
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::hours(16)
}

fn member(number: usize) -> MemberId {
    MemberId(Uuid::from_u128(number as u128 + 1))
}

/// Somebody with the first so many topics.
fn candidate(number: usize, topics: usize, waited: Duration) -> Candidate {
    Candidate {
        member: member(number),
        search_id: SearchId(Uuid::from_u128(number as u128 + 1_000_000)),
        waiting_since: now() - waited,
        softened: false,
        soft_allowed: false,
        topics: Topic::ALL.into_iter().take(topics).collect(),
        time_zone: TimeZone::Fixed {
            offset_minutes: 180,
        },
        free_time: FreeWindows::default(),
        sensitivity: None,
        mean_rating_permille: None,
    }
}

fn choices(candidates: &[Candidate], rules: &PairRules, changed: &[MemberId]) -> Vec<Choice> {
    let prepared = |candidate: &Candidate| Prepared::new(candidate.clone(), now());
    let terms = Terms {
        rules,
        weights: &Weights::default(),
        now: now(),
    };
    let has_changed = |member: MemberId| changed.is_empty() || changed.contains(&member);
    choose(
        candidates.iter().map(prepared).collect(),
        has_changed,
        &terms,
    )
}

/// Who got a partner, checked to be nobody twice.
fn chosen_members(choices: &[Choice]) -> HashSet<MemberId> {
    let members = choices.iter().flat_map(|choice| choice.parties);
    let members: Vec<MemberId> = members.map(|party| party.member).collect();
    let different: HashSet<MemberId> = members.iter().copied().collect();
    assert_eq!(different.len(), members.len(), "somebody is in two pairs");
    different
}

/// So many that nobody keeps all their pairs.
fn crowd(count: usize) -> Vec<Candidate> {
    let candidates = (0..count).map(|number| candidate(number, 6, Duration::seconds(9)));
    candidates.collect()
}

#[test]
fn in_a_crowd_everybody_gets_a_partner() {
    let choices = choices(&crowd(150), &PairRules::default(), &[]);
    assert_eq!(chosen_members(&choices).len(), 150);
}

#[test]
fn a_crowd_never_hides_whoever_has_waited_longest() {
    // The least good partner for everybody, and one too many.
    let mut candidates = crowd(140);
    candidates.push(candidate(140, 2, Duration::minutes(31)));
    let choices = choices(&candidates, &PairRules::default(), &[]);
    let chosen = chosen_members(&choices);
    assert_eq!(chosen.len(), 140);
    assert!(chosen.contains(&member(140)));
}

#[test]
fn only_pairs_with_somebody_who_changed_are_looked_at() {
    let choices = choices(&crowd(30), &PairRules::default(), &[member(3), member(8)]);
    let chosen = chosen_members(&choices);
    assert!(chosen.contains(&member(3)) && chosen.contains(&member(8)));
    assert!(choices.len() <= 2, "{choices:?}");
}

#[test]
fn whom_a_rule_keeps_apart_is_not_proposed_until_it_ends() {
    let candidates = crowd(2);
    let pair = Pair::new(member(0), member(1)).unwrap();
    let (later, earlier) = (now() + Duration::seconds(1), now());
    for (until, expected) in [(None, 0), (Some(later), 0), (Some(earlier), 1)] {
        let mut rules = PairRules::default();
        rules.restrict(pair, "cooldown", until);
        assert_eq!(choices(&candidates, &rules, &[]).len(), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn nobody_is_left_who_could_still_be_paired(
        profiles in prop::collection::vec(
            (prop::sample::subsequence(Topic::ALL.to_vec(), 2..=6), 0..40_i64), 60..160,
        ),
    ) {
        let someone = |(number, (topics, minutes)): (usize, &(Vec<Topic>, i64))| Candidate {
            topics: TopicSet::from(topics.clone()),
            ..candidate(number, 0, Duration::minutes(*minutes))
        };
        let candidates: Vec<Candidate> = profiles.iter().enumerate().map(someone).collect();
        let choices = choices(&candidates, &PairRules::default(), &[]);
        let chosen = chosen_members(&choices);
        let left: Vec<&Candidate> =
            candidates.iter().filter(|one| !chosen.contains(&one.member)).collect();
        for one in &left {
            for other in &left {
                prop_assert!(eligible(one, other, now()).is_err());
            }
        }
    }

    #[test]
    fn when_few_changed_the_choice_is_the_best_of_all_their_pairs(
        profiles in prop::collection::vec(
            (prop::sample::subsequence(Topic::ALL.to_vec(), 2..=6), 0..20_i64), 120..180,
        ),
        few in 1..12_usize,
    ) {
        let someone = |(number, (topics, minutes)): (usize, &(Vec<Topic>, i64))| Candidate {
            topics: TopicSet::from(topics.clone()),
            ..candidate(number, 0, Duration::minutes(*minutes))
        };
        let candidates: Vec<Candidate> = profiles.iter().enumerate().map(someone).collect();
        let changed: Vec<MemberId> = (0..few).map(member).collect();
        let choices = choices(&candidates, &PairRules::default(), &changed);
        let reached: u32 = choices.iter().map(|choice| choice.score.total_permille).sum();
        prop_assert_eq!(reached, best_total(&candidates, few));
    }
}

/// The best total of all pairs with one of the first few.
fn best_total(candidates: &[Candidate], few: usize) -> u32 {
    let mut pairs = Vec::new();
    for a in 0..few {
        for b in a + 1..candidates.len() {
            let (one, other) = (&candidates[a], &candidates[b]);
            if let Ok(found) = eligible(one, other, now()) {
                let score_permille = score(one, other, &found, &Weights::default()).total_permille;
                pairs.push(ScoredPair {
                    a,
                    b,
                    score_permille,
                });
            }
        }
    }
    let since: Vec<_> = candidates.iter().map(|one| one.waiting_since).collect();
    let chosen = select(&pairs, &since, now());
    chosen
        .iter()
        .map(|place| pairs[*place].score_permille)
        .sum()
}
