//! The talk and its rating.

use chrono::Duration;
use domain::matching::{ChatEndReason, MatchCommand, MatchError, MatchEvent, Totals};

use crate::common::{
    chatting, given_match, hour, match_id, member, minute, pair, parties, proposed, rating,
};

use super::{declined, end, ended, ended_for, expired, rate, withdrawn};

#[test]
fn either_side_ends_the_talk_for_both_and_the_pair_pauses_for_a_week() {
    given_match(&chatting())
        .when(end(1, minute(30)))
        .then_expect_events(ended().split_off(4));
}

#[test]
fn a_talk_can_end_without_anyones_doing_and_carries_its_totals() {
    let totals = Totals {
        from_first: 3,
        from_second: 4,
    };
    given_match(&chatting())
        .when(MatchCommand::EndChat {
            by: None,
            reason: ChatEndReason::Unreachable,
            totals,
            at: minute(30),
        })
        .then_expect_events(vec![MatchEvent::ChatEnded {
            match_id: match_id(1),
            by: None,
            reason: ChatEndReason::Unreachable,
            totals,
            parties: parties(),
            pair: pair(),
            restricted_until: minute(30) + Duration::days(7),
            at: minute(30),
        }]);
}

#[test]
fn ending_again_changes_nothing_and_the_other_side_hears_that_it_is_over() {
    given_match(&ended())
        .when(end(1, minute(31)))
        .then_expect_events(vec![]);
    given_match(&ended())
        .when(end(2, minute(31)))
        .then_expect_error(MatchError::AlreadyEnded);
}

#[test]
fn a_talk_that_never_opened_cannot_be_ended_or_rated() {
    for command in [end(1, minute(3)), rate(1, 5, minute(3))] {
        given_match(&[proposed()])
            .when(command.clone())
            .then_expect_error(MatchError::NotStarted);
        given_match(&declined())
            .when(command.clone())
            .then_expect_error(MatchError::AlreadyDeclined);
        given_match(&[proposed(), expired(&[1, 2])])
            .when(command.clone())
            .then_expect_error(MatchError::AlreadyExpired);
        given_match(&withdrawn())
            .when(command)
            .then_expect_error(MatchError::AlreadyWithdrawn);
    }
}

#[test]
fn both_may_rate_the_other_after_the_talk() {
    for (by, rated) in [(1, 2), (2, 1)] {
        given_match(&ended())
            .when(rate(by, 5, hour(1)))
            .then_expect_events(vec![MatchEvent::ChatRated {
                match_id: match_id(1),
                by: member(by),
                rated: member(rated),
                rating: rating(5),
                at: hour(1),
            }]);
    }
}

#[test]
fn an_open_talk_is_not_rated() {
    given_match(&chatting())
        .when(rate(1, 5, minute(3)))
        .then_expect_error(MatchError::AlreadyStarted);
}

#[test]
fn a_rating_can_be_changed_and_the_same_one_changes_nothing() {
    let rated = |stars| MatchEvent::ChatRated {
        match_id: match_id(1),
        by: member(1),
        rated: member(2),
        rating: rating(stars),
        at: hour(1),
    };
    let mut events = ended();
    events.push(rated(4));
    given_match(&events)
        .when(rate(1, 4, hour(1)))
        .then_expect_events(vec![]);
    given_match(&events)
        .when(rate(1, 5, hour(1)))
        .then_expect_events(vec![rated(5)]);
}

#[test]
fn a_rating_comes_within_24_hours() {
    let last = minute(30) + Duration::hours(24);
    given_match(&ended())
        .when(rate(1, 5, last - Duration::milliseconds(1)))
        .inspect_result()
        .unwrap();
    given_match(&ended())
        .when(rate(1, 5, last))
        .then_expect_error(MatchError::RatingClosed);
}

#[test]
fn nobody_rates_after_a_block_a_restriction_or_an_unreachable_peer() {
    for reason in [
        ChatEndReason::Blocked,
        ChatEndReason::Unreachable,
        ChatEndReason::Restricted,
    ] {
        given_match(&ended_for(reason))
            .when(rate(2, 1, hour(1)))
            .then_expect_error(MatchError::RatingClosed);
    }
}
