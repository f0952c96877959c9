//! The set of pairs with the best total score.

use std::collections::HashSet;

use domain::matching::{ScoredPair, select};
use domain::values::Timestamp;
use proptest::prelude::*;

use crate::common::minute;

fn pair(a: usize, b: usize, score_permille: u32) -> ScoredPair {
    ScoredPair {
        a,
        b,
        score_permille,
    }
}

/// All came at the same moment.
fn together(members: usize) -> Vec<Timestamp> {
    vec![minute(0); members]
}

/// The choice at a moment at which nobody has waited too long.
fn chosen(pairs: &[ScoredPair], waiting_since: &[Timestamp]) -> Vec<usize> {
    let newest = waiting_since.iter().max().copied();
    select(pairs, waiting_since, newest.unwrap_or(minute(0)))
}

fn total(pairs: &[ScoredPair], chosen: &[usize]) -> u32 {
    chosen
        .iter()
        .map(|place| pairs[*place].score_permille)
        .sum()
}

#[test]
fn nobody_waits_and_nothing_is_chosen() {
    assert!(chosen(&[], &[]).is_empty());
    assert!(chosen(&[], &together(3)).is_empty());
}

#[test]
fn two_good_pairs_beat_the_best_one() {
    let pairs = [pair(0, 1, 600), pair(1, 2, 900), pair(2, 3, 600)];
    assert_eq!(chosen(&pairs, &together(4)), vec![0, 2]);
}

#[test]
fn the_best_pair_beats_two_poor_ones() {
    let pairs = [pair(0, 1, 400), pair(1, 2, 900), pair(2, 3, 400)];
    assert_eq!(chosen(&pairs, &together(4)), vec![1]);
}

#[test]
fn a_tie_goes_to_the_longest_wait() {
    let pairs = [pair(0, 1, 500), pair(0, 2, 500), pair(0, 3, 500)];
    let waiting_since = [minute(9), minute(5), minute(1), minute(5)];
    assert_eq!(chosen(&pairs, &waiting_since), vec![1]);
}

#[test]
fn a_long_wait_never_beats_a_better_score() {
    let pairs = [pair(0, 1, 501), pair(0, 2, 500)];
    let waiting_since = [minute(29), minute(29), minute(0)];
    assert_eq!(chosen(&pairs, &waiting_since), vec![0]);
}

#[test]
fn who_has_waited_too_long_goes_first() {
    let pairs = [pair(0, 1, 1000), pair(0, 2, 1)];
    let waiting_since = [minute(30), minute(30), minute(0)];
    assert_eq!(chosen(&pairs, &waiting_since), vec![1]);
}

#[test]
fn even_a_worthless_pair_is_better_than_waiting() {
    assert_eq!(chosen(&[pair(0, 1, 0)], &together(2)), vec![0]);
}

#[test]
fn nonsense_is_left_out() {
    let pairs = [
        pair(0, 0, 900),
        pair(0, 7, 900),
        pair(1, 0, 10),
        pair(0, 1, 20),
    ];
    assert_eq!(chosen(&pairs, &together(2)), vec![2]);
}

/// Possible pairs among some members, each named once.
fn windows(
    members: usize,
    pairs: std::ops::Range<usize>,
) -> impl Strategy<Value = (usize, Vec<ScoredPair>)> {
    prop::collection::hash_map((0..members, 0..members), 0..=1_000_u32, pairs).prop_map(
        move |scores| {
            let mut seen = HashSet::new();
            let mut pairs: Vec<ScoredPair> = scores
                .into_iter()
                .filter(|((a, b), _)| a != b && seen.insert((*a.min(b), *a.max(b))))
                .map(|((a, b), score)| pair(a, b, score))
                .collect();
            pairs.sort_by_key(|pair| (pair.a, pair.b));
            (members, pairs)
        },
    )
}

fn check_valid(pairs: &[ScoredPair], chosen: &[usize]) {
    let mut seen = HashSet::new();
    for place in chosen {
        assert!(seen.insert(pairs[*place].a) && seen.insert(pairs[*place].b));
    }
    assert!(chosen.is_sorted());
    // Nobody is left who could still be paired.
    for pair in pairs {
        assert!(seen.contains(&pair.a) || seen.contains(&pair.b));
    }
}

#[test]
fn each_half_hour_of_waiting_outweighs_any_score() {
    let pairs = [pair(0, 1, 1000), pair(0, 2, 0)];
    let waiting_since = [minute(100), minute(31), minute(30)];
    let at = |now| select(&pairs, &waiting_since, minute(now));
    assert_eq!(at(121), vec![0], "both have waited an hour and a half");
    assert_eq!(at(120), vec![1], "one a minute less");
}

/// Whoever has waited too long and is left alone lost every possible partner to somebody who has waited for as many half hours.
fn check_overdue_first(pairs: &[ScoredPair], chosen: &[usize], waits_minutes: &[i64]) {
    let half_hours = |member: usize| waits_minutes[member] / 30;
    let mate = |member: usize| {
        let found = chosen.iter().map(|place| pairs[*place]);
        found
            .filter(|pair| pair.a == member || pair.b == member)
            .map(|pair| pair.a + pair.b - member)
            .next()
    };
    for pair in pairs {
        for (one, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            if half_hours(one) > 0 && mate(one).is_none() {
                let rival = mate(other);
                assert!(
                    rival.is_some_and(|rival| half_hours(rival) >= half_hours(one)),
                    "{one} was passed over for {rival:?}"
                );
            }
        }
    }
}

fn since(waits_minutes: &[i64]) -> Vec<Timestamp> {
    let moments = waits_minutes.iter().map(|wait| minute(60 - wait));
    moments.collect()
}

proptest! {
    #[test]
    fn a_small_window_gets_the_best_total((members, pairs) in windows(11, 0..40)) {
        let chosen = chosen(&pairs, &together(members));
        check_valid(&pairs, &chosen);
        let best = best_of_sets(&pairs, members, |pair| u64::from(pair.score_permille));
        prop_assert_eq!(u64::from(total(&pairs, &chosen)), best);
    }

    #[test]
    fn of_equal_totals_the_longest_waits_are_chosen(
        (members, mut pairs) in windows(9, 0..30),
        waits_minutes in prop::collection::vec(0..29_i64, 9),
    ) {
        // Few different scores, so that there are many ties.
        for pair in &mut pairs {
            pair.score_permille /= 300;
        }
        let chosen = select(&pairs, &since(&waits_minutes), minute(60));
        check_valid(&pairs, &chosen);
        let worth = |pair: &ScoredPair| {
            let waits = waits_minutes[pair.a] + waits_minutes[pair.b];
            u64::from(pair.score_permille) * 1_000_000 + u64::try_from(waits * 60).unwrap() + 1
        };
        let reached: u64 = chosen.iter().map(|place| worth(&pairs[*place])).sum();
        prop_assert_eq!(reached, best_of_sets(&pairs, members, worth));
    }

    #[test]
    fn who_has_waited_too_long_is_passed_over_only_for_others_who_have(
        (_, pairs) in windows(14, 0..60),
        waits_minutes in prop::collection::vec(0..200_i64, 14),
    ) {
        let chosen = select(&pairs, &since(&waits_minutes), minute(60));
        check_valid(&pairs, &chosen);
        check_overdue_first(&pairs, &chosen, &waits_minutes);
    }
}

proptest! {
    // Fewer cases: each solves a window that is too large to be solved exactly, twice.
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn a_large_choice_does_not_depend_on_chance(
        (_, pairs) in windows(260, 900..1_200),
        waits_minutes in prop::collection::vec(0..100_i64, 260),
    ) {
        let waiting_since = since(&waits_minutes);
        let chosen = select(&pairs, &waiting_since, minute(60));
        check_valid(&pairs, &chosen);
        check_overdue_first(&pairs, &chosen, &waits_minutes);
        prop_assert_eq!(select(&pairs, &waiting_since, minute(60)), chosen);
    }
}

/// Numbers that look random and are the same in every run.
struct Scores(u64);

impl Scores {
    fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % 1_001
    }
}

/// A long chain, whose best total is known from left to right: with the last pair or without it.
#[test]
fn a_large_window_gets_nearly_the_best_total() {
    let members = 2_000;
    let mut scores = Scores(1);
    let pairs: Vec<ScoredPair> = (1..members)
        .map(|b| pair(b - 1, b, scores.next()))
        .collect();
    let (mut best, mut best_before) = (0, 0);
    for pair in &pairs {
        (best, best_before) = (best.max(best_before + pair.score_permille), best);
    }
    let chosen = chosen(&pairs, &together(members));
    check_valid(&pairs, &chosen);
    assert_at_least(total(&pairs, &chosen), best, 0.999);
}

/// Odd rings within odd rings come up where everybody fits nearly everybody.
#[test]
fn a_dense_window_gets_the_best_total() {
    let members = 16;
    for seed in 0..6 {
        let mut scores = Scores(seed);
        let mut pairs = Vec::new();
        for a in 0..members {
            for b in a + 1..members {
                let score = scores.next();
                if scores.next() < 700 {
                    pairs.push(pair(a, b, score));
                }
            }
        }
        let chosen = chosen(&pairs, &together(members));
        check_valid(&pairs, &chosen);
        let best = best_of_sets(&pairs, members, |pair| u64::from(pair.score_permille));
        assert_eq!(u64::from(total(&pairs, &chosen)), best);
    }
}

/// The best total by dynamic programming over all sets of members.
fn best_of_sets(pairs: &[ScoredPair], members: usize, worth: impl Fn(&ScoredPair) -> u64) -> u64 {
    let mut best = vec![0_u64; 1 << members];
    for set in 1_usize..1 << members {
        best[set] = best[set & (set - 1)];
        for pair in pairs {
            let both = 1 << pair.a | 1 << pair.b;
            if set & both == both && set.trailing_zeros() as usize == pair.a.min(pair.b) {
                best[set] = best[set].max(best[set & !both] + worth(pair));
            }
        }
    }
    best[(1 << members) - 1]
}

fn assert_at_least(reached: u32, best: u32, share: f64) {
    assert!(reached <= best, "{reached} cannot be more than {best}");
    let ratio = f64::from(reached) / f64::from(best);
    assert!(ratio >= share, "only {ratio} of the best total");
}

/// Who fits whom: only partners fit others, they are scarce, and every rival fits them better than the one who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Waiting,
    Rival,
    Partner,
}

/// Members who come, wait and leave in pairs, window after window.
#[derive(Debug, Default)]
struct Hall {
    now: i64,
    /// Who waits, since which minute.
    waiting: Vec<(Kind, i64)>,
}

impl Hall {
    fn comes(&mut self, kind: Kind) {
        self.waiting.push((kind, self.now));
    }

    /// A window: whoever is chosen leaves. Returns whom the partners that fit the one who waits left with instead, if nobody took that
    /// one though there was somebody.
    fn choose(&mut self) -> Option<Vec<(Kind, i64)>> {
        let mut pairs = Vec::new();
        for (b, (second, _)) in self.waiting.iter().enumerate() {
            for (a, (first, _)) in self.waiting[..b].iter().enumerate() {
                match (first, second) {
                    (Kind::Waiting, Kind::Partner) | (Kind::Partner, Kind::Waiting) => {
                        pairs.push(pair(a, b, 0));
                    }
                    (Kind::Rival, Kind::Partner) | (Kind::Partner, Kind::Rival) => {
                        pairs.push(pair(a, b, 1000));
                    }
                    _ => {}
                }
            }
        }
        let since: Vec<Timestamp> = self.waiting.iter().map(|(_, at)| minute(*at)).collect();
        let chosen = select(&pairs, &since, minute(self.now));
        let gone: HashSet<usize> = chosen
            .iter()
            .flat_map(|place| [pairs[*place].a, pairs[*place].b])
            .collect();
        let had_a_chance = pairs.iter().any(|pair| pair.score_permille == 0);
        let members = std::mem::take(&mut self.waiting).into_iter().enumerate();
        let (left, stay): (Vec<_>, Vec<_>) = members.partition(|(place, _)| gone.contains(place));
        self.waiting = stay.into_iter().map(|(_, member)| member).collect();
        let still_waits = self.waiting.iter().any(|(kind, _)| *kind == Kind::Waiting);
        let rivals = left.into_iter().map(|(_, member)| member);
        let rivals = rivals.filter(|(kind, _)| *kind == Kind::Rival).collect();
        (still_waits && had_a_chance).then_some(rivals)
    }
}

proptest! {
    /// The bound of `select`: once overdue, a member for whom there is somebody in every window is passed over at most once for each of
    /// those who came before or less than half an hour after, however many better ones keep coming.
    #[test]
    fn nobody_is_passed_over_more_often_than_there_are_those_who_came_with_them(
        before in 0..8_usize,
        arrivals in prop::collection::vec((0..4_usize, 1..3_usize), 60),
        minutes_apart in 1..20_i64,
    ) {
        let mut hall = Hall::default();
        for _ in 0..before {
            hall.comes(Kind::Rival);
        }
        hall.comes(Kind::Waiting);
        let (mut came_with, mut passed_over) = (before, 0);
        for (rivals, partners) in arrivals {
            hall.now += minutes_apart;
            for _ in 0..rivals {
                hall.comes(Kind::Rival);
                came_with += usize::from(hall.now < 30);
            }
            for _ in 0..partners {
                hall.comes(Kind::Partner);
            }
            let Some(rivals) = hall.choose() else { continue };
            if hall.now >= 30 {
                passed_over += 1;
                let is_of_them = |(_, came): &(Kind, i64)| *came <= hall.now % 30;
                prop_assert!(!rivals.is_empty() && rivals.iter().all(is_of_them), "{rivals:?} at {}", hall.now);
            }
        }
        prop_assert!(passed_over <= came_with, "{passed_over} times, {came_with} others");
    }
}

/// A backlog of better ones that never ends: whoever is taken has waited over an hour, and so has their successor.
#[test]
fn a_backlog_that_never_ends_keeps_nobody_waiting_for_ever() {
    let mut hall = Hall::default();
    hall.comes(Kind::Waiting);
    for _ in 0..7 {
        hall.comes(Kind::Rival);
    }
    let mut windows = 0;
    while hall.waiting.iter().any(|(kind, _)| *kind == Kind::Waiting) {
        windows += 1;
        assert!(windows <= 10, "passed over {windows} times");
        hall.now += 10;
        hall.comes(Kind::Rival);
        hall.comes(Kind::Partner);
        hall.choose();
    }
}
