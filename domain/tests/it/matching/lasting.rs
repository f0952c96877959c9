//! How long a talk lasts: silence, and the time box.

use chrono::Duration;
use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::Rules;
use domain::matching::{ChatEndReason, Match, MatchCommand, MatchError, MatchEvent, Totals};
use domain::values::Timestamp;

use crate::common::{
    accepted, chatting, given_match, hour, match_id, member, minute, pair, parties, proposed,
    rating,
};

use super::{declined, ended, expired, rate, withdrawn};

const TOTALS: Totals = Totals {
    from_first: 3,
    from_second: 4,
};

/// The talk of [`chatting`] opens then.
fn opened() -> Timestamp {
    minute(1)
}

fn review(last_message_at: Option<Timestamp>, at: Timestamp) -> MatchCommand {
    MatchCommand::ReviewChat {
        last_message_at,
        totals: TOTALS,
        at,
    }
}

fn extend(number: u128, at: Timestamp) -> MatchCommand {
    MatchCommand::ExtendChat {
        by: member(number),
        at,
    }
}

fn fell_silent(silent_since: Timestamp, ends_at: Timestamp, at: Timestamp) -> MatchEvent {
    MatchEvent::ChatFellSilent {
        match_id: match_id(1),
        pair: pair(),
        silent_since,
        ends_at,
        at,
    }
}

fn over(reason: ChatEndReason, at: Timestamp) -> MatchEvent {
    MatchEvent::ChatEnded {
        match_id: match_id(1),
        by: None,
        reason,
        totals: TOTALS,
        parties: parties(),
        pair: pair(),
        restricted_until: at + Duration::days(7),
        at,
    }
}

/// Silent from its beginning, warned 23 hours later.
fn warned() -> Vec<MatchEvent> {
    let warned_at = opened() + Duration::hours(23);
    let ends_at = opened() + Duration::hours(24);
    [chatting(), vec![fell_silent(opened(), ends_at, warned_at)]].concat()
}

#[test]
fn nobody_is_warned_before_23_silent_hours() {
    let soon = opened() + Duration::hours(23) - Duration::milliseconds(1);
    given_match(&chatting())
        .when(review(None, soon))
        .then_expect_events(vec![]);
}

#[test]
fn after_23_silent_hours_both_are_warned_once() {
    let now = opened() + Duration::hours(23);
    let ends_at = opened() + Duration::hours(24);
    given_match(&chatting())
        .when(review(None, now))
        .then_expect_events(vec![fell_silent(opened(), ends_at, now)]);
    given_match(&warned())
        .when(review(None, ends_at - Duration::milliseconds(1)))
        .then_expect_events(vec![]);
}

#[test]
fn a_message_counts_as_the_beginning_of_the_silence() {
    let last = opened() + Duration::hours(5);
    given_match(&chatting())
        .when(review(Some(last), opened() + Duration::hours(27)))
        .then_expect_events(vec![]);
    let now = last + Duration::hours(23);
    given_match(&chatting())
        .when(review(Some(last), now))
        .then_expect_events(vec![fell_silent(last, last + Duration::hours(24), now)]);
}

#[test]
fn an_hour_after_the_warning_a_silent_talk_ends_by_itself() {
    let now = opened() + Duration::hours(24);
    given_match(&warned())
        .when(review(None, now))
        .then_expect_events(vec![over(ChatEndReason::Idle, now)]);
}

#[test]
fn a_message_after_the_warning_keeps_the_talk_and_the_next_silence_is_warned_of_anew() {
    let last = opened() + Duration::minutes(23 * 60 + 30);
    given_match(&warned())
        .when(review(Some(last), opened() + Duration::hours(24)))
        .then_expect_events(vec![]);
    let now = last + Duration::hours(23);
    given_match(&warned())
        .when(review(Some(last), now))
        .then_expect_events(vec![fell_silent(last, last + Duration::hours(24), now)]);
}

#[test]
fn who_is_looked_at_late_still_has_an_hour_to_answer() {
    let now = opened() + Duration::hours(40);
    given_match(&chatting())
        .when(review(None, now))
        .then_expect_events(vec![fell_silent(opened(), now + Duration::hours(1), now)]);
}

#[test]
fn a_talk_is_reviewed_when_something_may_be_due() {
    let rules = Rules::default();
    let due = |events: &[MatchEvent], last| state(events).review_due(last, &rules);
    let after = |hours| Some(opened() + Duration::hours(hours));
    assert_eq!(due(&chatting(), None), after(23));
    assert_eq!(due(&chatting(), after(3)), after(26));
    assert_eq!(due(&warned(), None), after(24));
    assert_eq!(due(&warned(), after(23)), after(46), "answered");
    assert_eq!(due(&[proposed()], None), None);
    assert_eq!(due(&ended(), None), None);
}

#[test]
fn what_is_no_open_talk_is_neither_reviewed_nor_extended() {
    for command in [review(None, hour(50)), extend(1, hour(1))] {
        let refused = |events: &[MatchEvent], error| {
            given_match(events)
                .when(command.clone())
                .then_expect_error(error);
        };
        refused(&[], MatchError::NotProposed);
        refused(&[proposed()], MatchError::NotStarted);
        refused(&declined(), MatchError::AlreadyDeclined);
        refused(&[proposed(), expired(&[1, 2])], MatchError::AlreadyExpired);
        refused(&withdrawn(), MatchError::AlreadyWithdrawn);
        refused(&ended(), MatchError::AlreadyEnded);
    }
}

#[test]
fn a_talk_that_ended_by_itself_is_rated_like_any_other() {
    for reason in [ChatEndReason::Idle, ChatEndReason::TimeOver] {
        let events = [chatting(), vec![over(reason, hour(24))]].concat();
        given_match(&events)
            .when(rate(1, 4, hour(25)))
            .then_expect_events(vec![MatchEvent::ChatRated {
                match_id: match_id(1),
                by: member(1),
                rated: member(2),
                rating: rating(4),
                at: hour(25),
            }]);
    }
}

/// A deployment whose talks last two days.
fn two_days() -> Rules {
    Rules {
        chat_time_box: Some(Duration::hours(48)),
        ..Rules::default()
    }
}

fn given_boxed(events: &[MatchEvent]) -> AggregateTestExecutor<Match> {
    TestFramework::<Match>::with(two_days()).given(events.to_vec())
}

fn state(events: &[MatchEvent]) -> Match {
    use cqrs_es::Aggregate;
    let mut state = Match::default();
    for event in events {
        state.apply(event.clone());
    }
    state
}

fn box_end() -> Timestamp {
    opened() + Duration::hours(48)
}

/// Talking until a moment before the review, so that only the time box matters.
fn lively_review(at: Timestamp) -> MatchCommand {
    review(Some(at - Duration::minutes(1)), at)
}

fn boxed() -> Vec<MatchEvent> {
    let time_boxed = MatchEvent::ChatTimeBoxed {
        match_id: match_id(1),
        pair: pair(),
        ends_at: box_end(),
        at: opened(),
    };
    [chatting(), vec![time_boxed]].concat()
}

fn asked() -> Vec<MatchEvent> {
    let asked = MatchEvent::ExtensionAsked {
        match_id: match_id(1),
        pair: pair(),
        ends_at: box_end(),
        at: box_end() - Duration::hours(3),
    };
    [boxed(), vec![asked]].concat()
}

fn wished(number: u128, at: Timestamp) -> MatchEvent {
    MatchEvent::ExtensionWished {
        match_id: match_id(1),
        by: member(number),
        pair: pair(),
        ends_at: box_end(),
        at,
    }
}

fn extended(at: Timestamp) -> MatchEvent {
    MatchEvent::ChatExtended {
        match_id: match_id(1),
        pair: pair(),
        ends_at: box_end() + Duration::hours(48),
        at,
    }
}

#[test]
fn a_deployment_may_give_each_talk_a_time() {
    given_boxed(&[proposed(), accepted(1)])
        .when(MatchCommand::AcceptProposal {
            by: member(2),
            at: opened(),
        })
        .then_expect_events(boxed().split_off(2));
}

#[test]
fn both_are_asked_once_three_hours_before_the_end() {
    let moment = box_end() - Duration::hours(3);
    given_boxed(&boxed())
        .when(lively_review(moment - Duration::milliseconds(1)))
        .then_expect_events(vec![]);
    given_boxed(&boxed())
        .when(lively_review(moment))
        .then_expect_events(asked().split_off(5));
    given_boxed(&asked())
        .when(lively_review(moment + Duration::hours(1)))
        .then_expect_events(vec![]);
}

#[test]
fn one_alone_does_not_extend() {
    let now = box_end() - Duration::hours(2);
    given_boxed(&asked())
        .when(extend(1, now))
        .then_expect_events(vec![wished(1, now)]);
    let events = [asked(), vec![wished(1, now)]].concat();
    given_boxed(&events)
        .when(extend(1, now))
        .then_expect_events(vec![]);
    given_boxed(&events)
        .when(lively_review(box_end()))
        .then_expect_events(vec![over(ChatEndReason::TimeOver, box_end())]);
}

#[test]
fn both_together_give_the_talk_the_same_time_again() {
    let now = box_end() - Duration::hours(1);
    let events = [asked(), vec![wished(1, now)]].concat();
    given_boxed(&events)
        .when(extend(2, now))
        .then_expect_events(vec![wished(2, now), extended(now)]);
    let events = [events, vec![wished(2, now), extended(now)]].concat();
    given_boxed(&events)
        .when(lively_review(box_end()))
        .then_expect_events(vec![]);
    // The next end is asked about anew.
    given_boxed(&events)
        .when(extend(1, box_end()))
        .then_expect_error(MatchError::TimeLeft);
    let next_question = box_end() + Duration::hours(45);
    given_boxed(&events)
        .when(lively_review(next_question))
        .then_expect_events(vec![MatchEvent::ExtensionAsked {
            match_id: match_id(1),
            pair: pair(),
            ends_at: box_end() + Duration::hours(48),
            at: next_question,
        }]);
}

#[test]
fn an_extension_keeps_the_length_where_the_setting_is_gone() {
    let now = box_end() - Duration::hours(1);
    given_match(&[asked(), vec![wished(1, now)]].concat())
        .when(extend(2, now))
        .then_expect_events(vec![wished(2, now), extended(now)]);
}

#[test]
fn a_talk_is_extended_by_its_members_in_its_time_alone() {
    let now = box_end() - Duration::hours(1);
    given_match(&chatting())
        .when(extend(1, now))
        .then_expect_error(MatchError::NotTimeBoxed);
    given_boxed(&boxed())
        .when(extend(1, now))
        .then_expect_error(MatchError::TimeLeft);
    given_boxed(&asked())
        .when(extend(3, now))
        .then_expect_error(MatchError::NotParticipant);
    given_boxed(&asked())
        .when(extend(1, box_end()))
        .then_expect_error(MatchError::AlreadyEnded);
}

#[test]
fn a_time_box_is_reviewed_at_its_question_and_at_its_end() {
    let rules = two_days();
    let lively = Some(box_end() - Duration::hours(5));
    let due = |events: &[MatchEvent]| state(events).review_due(lively, &rules);
    assert_eq!(due(&boxed()), Some(box_end() - Duration::hours(3)));
    assert_eq!(due(&asked()), Some(box_end()));
}
