//! Who can be proposed to whom.

use chrono::{TimeZone as _, Utc};
use domain::matching::{Candidate, Days, FreeMask, Ineligible, Prepared, eligible, soft_arm};
use domain::values::{FreeWindows, Sensitivity, TimeZone, Topic, TopicSet, Window};
use proptest::prelude::*;

use crate::common::{member, minute, search, topics, zone};

fn candidate(number: u128) -> Candidate {
    Candidate {
        member: member(number),
        search_id: search(number),
        waiting_since: minute(0),
        softened: false,
        soft_allowed: false,
        topics: topics(2),
        time_zone: zone("Europe/Moscow"),
        free_time: FreeWindows::default(),
        sensitivity: None,
        mean_rating_permille: None,
    }
}

fn pair_of(change: impl Fn(&mut Candidate, &mut Candidate)) -> [Candidate; 2] {
    let (mut a, mut b) = (candidate(1), candidate(2));
    change(&mut a, &mut b);
    [a, b]
}

/// Asserts the answer for both orders.
fn check([a, b]: &[Candidate; 2]) -> Result<domain::matching::Eligible, Ineligible> {
    let answer = eligible(a, b, minute(0));
    assert_eq!(eligible(b, a, minute(0)), answer);
    answer
}

fn windows(named: &[Window]) -> FreeWindows {
    named.iter().copied().collect()
}

#[test]
fn two_shared_topics_are_enough() {
    let found = check(&pair_of(|_, _| {})).unwrap();
    assert_eq!(found.shared_topics, topics(2));
    assert!(!found.softened);
}

#[test]
fn nobody_is_eligible_for_themselves() {
    let me = candidate(1);
    assert_eq!(eligible(&me, &me, minute(0)), Err(Ineligible::SameMember));
}

fn sharing_one(change: impl Fn(&mut Candidate, &mut Candidate)) -> [Candidate; 2] {
    pair_of(|a, b| {
        a.topics = TopicSet::from(vec![Topic::Loss, Topic::Anxiety]);
        b.topics = TopicSet::from(vec![Topic::Loss, Topic::Career]);
        change(a, b);
    })
}

#[test]
fn one_shared_topic_needs_both_softened_and_both_arms() {
    for flags in 0..16_u8 {
        let is_set = |bit: u8| flags & (1 << bit) != 0;
        let pair = sharing_one(|a, b| {
            (a.softened, a.soft_allowed) = (is_set(0), is_set(1));
            (b.softened, b.soft_allowed) = (is_set(2), is_set(3));
        });
        if flags == 15 {
            assert!(check(&pair).unwrap().softened);
        } else {
            assert_eq!(
                check(&pair),
                Err(Ineligible::TooFewSharedTopics {
                    shared: 1,
                    needed: 2
                })
            );
        }
    }
}

#[test]
fn no_shared_topic_is_never_enough() {
    let pair = pair_of(|a, b| {
        b.topics = TopicSet::from(vec![Topic::Career, Topic::Identity]);
        for side in [a, b] {
            side.softened = true;
            side.soft_allowed = true;
        }
    });
    assert_eq!(
        check(&pair),
        Err(Ineligible::TooFewSharedTopics {
            shared: 0,
            needed: 1
        })
    );
}

#[test]
fn a_soft_pair_with_two_shared_topics_did_not_need_the_soft_rule() {
    let pair = pair_of(|a, b| {
        for side in [a, b] {
            side.softened = true;
            side.soft_allowed = true;
        }
    });
    assert!(!check(&pair).unwrap().softened);
}

#[test]
fn gentle_does_not_meet_open_and_everything_else_meets() {
    let (gentle, open) = (Some(Sensitivity::Gentle), Some(Sensitivity::Open));
    for (one, other, is_fine) in [
        (gentle, gentle, true),
        (gentle, None, true),
        (open, open, true),
        (open, None, true),
        (None, None, true),
        (gentle, open, false),
    ] {
        let pair = pair_of(|a, b| {
            a.sensitivity = one;
            b.sensitivity = other;
        });
        let answer = check(&pair);
        assert_eq!(answer.is_ok(), is_fine);
        assert!(is_fine || answer == Err(Ineligible::SensitivityDiffers));
    }
}

#[test]
fn unstated_times_need_clocks_at_most_three_hours_apart() {
    for (other, overlap) in [
        ("UTC+3", Some(1_000)),
        ("UTC+4", Some(667)),
        ("UTC+5:30", Some(167)),
        ("UTC+6", Some(0)),
        ("UTC+0", Some(0)),
        ("UTC+6:01", None),
        ("UTC-1", None),
    ] {
        let pair = pair_of(|a, b| {
            a.time_zone = zone("UTC+3");
            b.time_zone = zone(other);
        });
        match overlap {
            Some(permille) => {
                assert_eq!(
                    check(&pair).unwrap().time_overlap_permille,
                    permille,
                    "{other}"
                );
            }
            None => assert_eq!(
                check(&pair),
                Err(Ineligible::ClocksTooFarApart { hours: 4 })
            ),
        }
    }
}

#[test]
fn clocks_go_round_the_dial() {
    let pair = pair_of(|a, b| {
        a.time_zone = zone("UTC+12");
        b.time_zone = zone("UTC-10");
    });
    assert_eq!(check(&pair).unwrap().time_overlap_permille, 333);
}

#[test]
fn stated_windows_overlap_in_the_zones_of_their_members() {
    let evening = windows(&[Window::Evening]);
    for (other, hours) in [
        ("UTC+3", Some(6)),
        ("UTC+5", Some(4)),
        ("UTC+8", Some(1)),
        ("UTC+9", None),
        ("UTC-9", None),
    ] {
        let pair = pair_of(|a, b| {
            a.time_zone = zone("UTC+3");
            b.time_zone = zone(other);
            a.free_time = evening;
            b.free_time = evening;
        });
        match hours {
            Some(hours) => {
                let found = check(&pair).unwrap();
                assert_eq!(found.shared_free_quarters, hours * 4, "{other}");
                assert_eq!(
                    found.time_overlap_permille,
                    (hours * 1_000 + 3) / 6,
                    "{other}"
                );
            }
            None => assert_eq!(check(&pair), Err(Ineligible::NoSharedFreeTime), "{other}"),
        }
    }
}

#[test]
fn less_than_a_shared_hour_is_too_little() {
    let pair_apart = |other: &str| {
        pair_of(|a, b| {
            a.time_zone = zone("UTC+0");
            b.time_zone = zone(other);
            a.free_time = windows(&[Window::Morning]);
            b.free_time = windows(&[Window::Morning]);
        })
    };
    assert!(check(&pair_apart("UTC+5")).is_ok());
    assert_eq!(
        check(&pair_apart("UTC+5:15")),
        Err(Ineligible::NoSharedFreeTime)
    );
}

#[test]
fn one_stated_side_meets_an_unstated_one_across_any_distance() {
    let pair = pair_of(|a, b| {
        a.time_zone = zone("UTC+0");
        b.time_zone = zone("UTC+12");
        a.free_time = windows(&[Window::Night]);
    });
    let found = check(&pair).unwrap();
    assert_eq!(found.shared_free_quarters, 24);
    assert_eq!(found.time_overlap_permille, 1_000);
}

#[test]
fn the_night_in_which_clocks_jump_has_an_hour_less_or_more() {
    let night = windows(&[Window::Night]);
    let free_at = |day: (i32, u32, u32)| {
        let at = Utc
            .with_ymd_and_hms(day.0, day.1, day.2, 12, 7, 30)
            .unwrap();
        FreeMask::new(night, zone("Europe/Berlin"), at).len()
    };
    assert_eq!(free_at((2026, 1, 10)), 6 * 4);
    assert_eq!(free_at((2026, 3, 28)), 5 * 4);
    assert_eq!(free_at((2026, 10, 24)), 7 * 4);
}

#[test]
fn the_next_day_begins_with_the_quarter_of_now() {
    let morning = windows(&[Window::Morning]);
    let utc = zone("UTC+0");
    let mask_at = |hour, minute| {
        let at = Utc
            .with_ymd_and_hms(2026, 11, 21, hour, minute, 59)
            .unwrap();
        FreeMask::new(morning, utc, at)
    };
    assert_eq!(mask_at(6, 0), mask_at(6, 14));
    assert_ne!(mask_at(6, 14), mask_at(6, 15));
    assert_eq!(mask_at(9, 0).len(), 24);
}

#[test]
fn the_soft_arm_is_stable_and_keeps_its_share() {
    let in_arm = |share| {
        (0..10_000)
            .filter(|number| soft_arm(member(*number), share))
            .count()
    };
    assert_eq!(in_arm(0), 0);
    assert_eq!(in_arm(1_000), 10_000);
    let half = in_arm(500);
    assert!((4_700..5_300).contains(&half), "{half}");
    // A larger share only adds members.
    assert!(
        (0..1_000)
            .all(|number| { !soft_arm(member(number), 300) || soft_arm(member(number), 600) })
    );
    // Fixed for good: another version must not move members between arms.
    let arms: Vec<bool> = (0..12)
        .map(|number| soft_arm(member(number), 500))
        .collect();
    let (no, yes) = (false, true);
    assert_eq!(arms, [no, no, yes, yes, no, no, yes, no, no, yes, no, yes]);
}

pub(crate) fn candidates() -> impl Strategy<Value = Candidate> {
    let zones = prop_oneof![
        prop::sample::select(TimeZone::COMMON.to_vec()),
        (-720..=840_i32).prop_map(|offset_minutes| TimeZone::Fixed { offset_minutes }),
    ];
    (
        0..1_000_u128,
        (any::<bool>(), any::<bool>()),
        prop::sample::subsequence(Topic::ALL.to_vec(), 2..=6),
        zones,
        prop::sample::subsequence(Window::ALL.to_vec(), 0..=4),
        prop::option::of(prop::sample::select(Sensitivity::ALL.to_vec())),
        prop::option::of(1_000..=5_000_u32),
    )
        .prop_map(
            |(number, (softened, soft_allowed), topics, time_zone, free, sensitivity, rating)| {
                Candidate {
                    softened,
                    soft_allowed,
                    topics: TopicSet::from(topics),
                    time_zone,
                    free_time: FreeWindows::from(free),
                    sensitivity,
                    mean_rating_permille: rating,
                    ..candidate(number)
                }
            },
        )
}

proptest! {
    #[test]
    fn the_order_of_the_two_does_not_matter(
        a in candidates(), b in candidates(), minutes in 0..600_000_i64
    ) {
        let at = minute(minutes);
        prop_assert_eq!(eligible(&a, &b, at), eligible(&b, &a, at));
    }

    #[test]
    fn prepared_candidates_are_judged_alike(
        a in candidates(), b in candidates(), minutes in 0..600_000_i64
    ) {
        let at = minute(minutes);
        let (one, other) = (Prepared::new(a.clone(), at), Prepared::new(b.clone(), at));
        let judged = eligible(&a, &b, at);
        prop_assert_eq!(one.eligible(&other), judged);
        // Days that are looked up once, few bits and all rules at once say the same.
        let mut days = Days::default();
        days.prepare(b.clone(), at - chrono::Duration::minutes(15));
        prop_assert_eq!(&days.prepare(a, at), &one);
        prop_assert_eq!(&days.prepare(b, at), &other);
        prop_assert!(judged.is_err() || one.brief().may_meet(other.brief()));
        prop_assert_eq!(one.kept_apart_by(&other).first().copied(), judged.err());
    }

    #[test]
    fn who_is_eligible_shares_what_the_rules_ask(
        a in candidates(), b in candidates(), minutes in 0..600_000_i64
    ) {
        if let Ok(found) = eligible(&a, &b, minute(minutes)) {
            prop_assert!(!found.shared_topics.is_empty());
            prop_assert!(!found.softened || a.soft_allowed && b.soft_allowed);
            prop_assert!(found.time_overlap_permille <= 1_000);
            prop_assert!(found.shared_free_quarters >= 4);
            prop_assert!(found.shared_free_quarters <= FreeMask::SLOTS);
        }
    }
}
