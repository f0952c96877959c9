//! How good a pair is.

use domain::matching::{Candidate, Eligible, Score, Weights, eligible, score};
use domain::values::FreeWindows;
use proptest::prelude::*;

use crate::common::{member, minute, search, topics, zone};
use crate::eligibility::candidates;

fn candidate(number: u128, mean_rating_permille: Option<u32>) -> Candidate {
    Candidate {
        member: member(number),
        search_id: search(number),
        waiting_since: minute(0),
        softened: false,
        soft_allowed: false,
        topics: topics(2),
        time_zone: zone("UTC+3"),
        free_time: FreeWindows::default(),
        sensitivity: None,
        mean_rating_permille,
    }
}

fn found(shared: usize, time_overlap_permille: u32) -> Eligible {
    Eligible {
        shared_topics: topics(shared),
        softened: false,
        shared_free_quarters: 96,
        time_overlap_permille,
    }
}

fn score_of(shared: usize, time: u32, ratings: [Option<u32>; 2]) -> Score {
    let [a, b] = ratings;
    score(
        &candidate(1, a),
        &candidate(2, b),
        &found(shared, time),
        &Weights::default(),
    )
}

#[test]
fn two_topics_full_time_and_no_ratings() {
    assert_eq!(
        score_of(2, 1_000, [None, None]),
        Score {
            total_permille: 540,
            topics_permille: 400,
            time_permille: 1_000,
            helpfulness_permille: 500,
        }
    );
}

#[test]
fn five_shared_topics_are_as_good_as_six() {
    assert_eq!(score_of(5, 0, [None, None]).topics_permille, 1_000);
    assert_eq!(score_of(6, 0, [None, None]).topics_permille, 1_000);
}

#[test]
fn helpfulness_is_the_mean_of_both_and_half_without_ratings() {
    for (ratings, permille) in [
        ([None, None], 500),
        ([Some(5_000), Some(5_000)], 1_000),
        ([Some(1_000), Some(1_000)], 0),
        ([Some(5_000), None], 750),
        ([Some(1_000), Some(5_000)], 500),
        ([Some(4_500), Some(4_000)], 813),
    ] {
        assert_eq!(
            score_of(2, 0, ratings).helpfulness_permille,
            permille,
            "{ratings:?}"
        );
    }
}

#[test]
fn the_best_pair_scores_one() {
    assert_eq!(
        score_of(6, 1_000, [Some(5_000), Some(5_000)]).total_permille,
        1_000
    );
}

#[test]
fn weights_are_valid_when_they_sum_to_one() {
    let weights = |topics, time, helpfulness| Weights {
        topics,
        time,
        helpfulness,
    };
    assert!(Weights::default().is_valid());
    assert!(weights(1.0, 0.0, 0.0).is_valid());
    assert!(!weights(0.6, 0.2, 0.3).is_valid());
    assert!(!weights(1.2, -0.2, 0.0).is_valid());
    assert!(!weights(f64::NAN, 0.5, 0.5).is_valid());
}

proptest! {
    #[test]
    fn a_score_is_between_nought_and_one_and_the_same_both_ways(
        a in candidates(), b in candidates(), weights in prop::array::uniform3(0.0..2.0_f64)
    ) {
        let [topics, time, helpfulness] = weights;
        let weights = Weights { topics, time, helpfulness };
        if let Ok(found) = eligible(&a, &b, minute(0)) {
            let scored = score(&a, &b, &found, &weights);
            prop_assert!(scored.total_permille <= 1_000);
            prop_assert!(scored.topics_permille <= 1_000);
            prop_assert!(scored.time_permille <= 1_000);
            prop_assert!(scored.helpfulness_permille <= 1_000);
            prop_assert_eq!(score(&b, &a, &found, &weights), scored);
        }
    }
}
