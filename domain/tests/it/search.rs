//! One search: place, soft rule, misses, end.

use domain::search::{EndReason, SearchCommand, SearchError, SearchEvent};
use domain::values::Timestamp;

use crate::common::{given_search, hour, match_id, member, minute, search, started, taken};

fn resumed(at: Timestamp) -> SearchEvent {
    SearchEvent::SearchResumed {
        search_id: search(1),
        member: member(1),
        match_id: match_id(1),
        at,
    }
}

fn missed(misses: u32, ends_search: bool, at: Timestamp) -> SearchEvent {
    SearchEvent::SearchMissed {
        search_id: search(1),
        member: member(1),
        match_id: match_id(1),
        misses,
        ends_search,
        at,
    }
}

fn ended(reason: EndReason, at: Timestamp) -> SearchEvent {
    SearchEvent::SearchEnded {
        search_id: search(1),
        member: member(1),
        reason,
        at,
    }
}

fn resume(missed: bool, at: Timestamp) -> SearchCommand {
    SearchCommand::ResumeSearch {
        match_id: match_id(1),
        missed,
        at,
    }
}

fn take(number: u128, at: Timestamp) -> SearchCommand {
    SearchCommand::TakeSearch {
        match_id: match_id(number),
        at,
    }
}

fn start() -> SearchCommand {
    SearchCommand::StartSearch {
        search_id: search(1),
        member: member(1),
        at: minute(0),
    }
}

#[test]
fn a_search_has_a_place_a_soft_hour_and_an_end() {
    given_search(&[])
        .when(start())
        .then_expect_events(vec![started()]);
}

#[test]
fn a_search_starts_once() {
    for events in [
        vec![started()],
        vec![started(), ended(EndReason::Cancelled, minute(1))],
    ] {
        given_search(&events)
            .when(start())
            .then_expect_error(SearchError::AlreadyStarted);
    }
}

#[test]
fn nothing_can_be_done_with_a_search_that_never_started_or_is_over() {
    let commands = [
        SearchCommand::SoftenSearch { at: minute(10) },
        take(1, minute(10)),
        resume(true, minute(10)),
        SearchCommand::EndSearch {
            reason: EndReason::Cancelled,
            at: minute(10),
        },
    ];
    for command in commands {
        given_search(&[])
            .when(command.clone())
            .then_expect_error(SearchError::NotStarted);
        given_search(&[started(), ended(EndReason::Cancelled, minute(1))])
            .when(command)
            .then_expect_error(SearchError::AlreadyEnded);
    }
}

#[test]
fn one_shared_topic_is_enough_after_five_minutes_and_not_before() {
    given_search(&[started()])
        .when(SearchCommand::SoftenSearch { at: minute(4) })
        .then_expect_error(SearchError::TooEarly);
    for events in [vec![started()], vec![started(), taken()]] {
        given_search(&events)
            .when(SearchCommand::SoftenSearch { at: minute(5) })
            .then_expect_events(vec![SearchEvent::SearchSoftened {
                search_id: search(1),
                member: member(1),
                at: minute(5),
            }]);
    }
}

#[test]
fn a_search_softens_once() {
    let softened = SearchEvent::SearchSoftened {
        search_id: search(1),
        member: member(1),
        at: minute(5),
    };
    given_search(&[started(), softened])
        .when(SearchCommand::SoftenSearch { at: minute(6) })
        .then_expect_events(vec![]);
}

#[test]
fn a_proposal_takes_the_search_once() {
    given_search(&[started()])
        .when(take(1, minute(1)))
        .then_expect_events(vec![taken()]);
    given_search(&[started(), taken()])
        .when(take(1, minute(2)))
        .then_expect_events(vec![]);
}

#[test]
fn a_taken_search_answers_only_to_its_own_proposal() {
    given_search(&[started(), taken()])
        .when(take(2, minute(2)))
        .then_expect_error(SearchError::NotTaken);
    given_search(&[started(), taken()])
        .when(SearchCommand::ResumeSearch {
            match_id: match_id(2),
            missed: false,
            at: minute(2),
        })
        .then_expect_error(SearchError::NotTaken);
}

#[test]
fn a_search_resumes_with_its_place_after_its_proposal() {
    given_search(&[started(), taken()])
        .when(resume(false, minute(3)))
        .then_expect_events(vec![resumed(minute(3))]);
}

#[test]
fn a_search_resumes_even_when_it_was_never_marked_as_taken() {
    given_search(&[started()])
        .when(resume(false, minute(3)))
        .then_expect_events(vec![resumed(minute(3))]);
}

#[test]
fn a_search_comes_back_from_a_proposal_once() {
    given_search(&[started(), taken(), resumed(minute(3))])
        .when(resume(true, minute(4)))
        .then_expect_events(vec![]);
}

#[test]
fn a_late_taking_by_a_proposal_that_is_over_takes_nothing() {
    given_search(&[started(), resumed(minute(3))])
        .when(take(1, minute(4)))
        .then_expect_events(vec![]);
}

#[test]
fn a_first_miss_is_counted_and_the_search_goes_on() {
    given_search(&[started(), taken()])
        .when(resume(true, minute(6)))
        .then_expect_events(vec![missed(1, false, minute(6)), resumed(minute(6))]);
}

#[test]
fn the_second_miss_ends_the_search() {
    let taken_again = SearchEvent::SearchTaken {
        search_id: search(1),
        member: member(1),
        match_id: match_id(2),
        at: minute(7),
    };
    let events = [
        started(),
        taken(),
        missed(1, false, minute(6)),
        resumed(minute(6)),
        taken_again,
    ];
    given_search(&events)
        .when(SearchCommand::ResumeSearch {
            match_id: match_id(2),
            missed: true,
            at: minute(12),
        })
        .then_expect_events(vec![
            SearchEvent::SearchMissed {
                search_id: search(1),
                member: member(1),
                match_id: match_id(2),
                misses: 2,
                ends_search: true,
                at: minute(12),
            },
            ended(EndReason::Missed, minute(12)),
        ]);
}

#[test]
fn a_search_whose_time_passed_during_a_proposal_ends_instead_of_resuming() {
    given_search(&[started(), taken()])
        .when(resume(false, hour(24)))
        .then_expect_events(vec![ended(EndReason::Expired, hour(24))]);
    given_search(&[started(), taken()])
        .when(resume(true, hour(24)))
        .then_expect_events(vec![
            missed(1, true, hour(24)),
            ended(EndReason::Expired, hour(24)),
        ]);
}

#[test]
fn a_search_ends_for_any_reason_waiting_or_taken() {
    let reasons = [
        EndReason::Matched,
        EndReason::Cancelled,
        EndReason::Missed,
        EndReason::Unreachable,
        EndReason::Restricted,
    ];
    for reason in reasons {
        for events in [vec![started()], vec![started(), taken()]] {
            given_search(&events)
                .when(SearchCommand::EndSearch {
                    reason,
                    at: minute(3),
                })
                .then_expect_events(vec![ended(reason, minute(3))]);
        }
    }
}

#[test]
fn a_search_expires_after_24_hours_and_not_before() {
    let expire = |at| SearchCommand::EndSearch {
        reason: EndReason::Expired,
        at,
    };
    given_search(&[started()])
        .when(expire(hour(24) - chrono::Duration::seconds(1)))
        .then_expect_error(SearchError::TooEarly);
    given_search(&[started()])
        .when(expire(hour(24)))
        .then_expect_events(vec![ended(EndReason::Expired, hour(24))]);
}
