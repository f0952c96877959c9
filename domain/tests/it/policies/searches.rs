//! What follows from a search.

use chrono::Duration;
use domain::Event;
use domain::matching::WithdrawReason;
use domain::policies::{CardEdit, Reaction, Template, Timer, TimerKey, refresh_waiting_card};
use domain::search::{EndReason, Search, SearchEvent, SearchState};

use crate::common::{hour, match_id, member, minute, search, started};

use super::{engaged, reactions, reactions_with, tell, withdraw};

fn search_ended(reason: EndReason) -> Event {
    Event::Search(
        search(1),
        SearchEvent::SearchEnded {
            search_id: search(1),
            member: member(1),
            reason,
            at: minute(9),
        },
    )
}

fn forget_search() -> [Reaction; 2] {
    [
        Reaction::Cancel(TimerKey::SearchSoftening(search(1))),
        Reaction::Cancel(TimerKey::SearchExpiry(search(1))),
    ]
}

/// What every end of a search leads to, beside what it says of itself.
fn over(reason: EndReason) -> Vec<Reaction> {
    let forget_card = Reaction::Cancel(TimerKey::WaitingCard(search(1)));
    if reason == EndReason::Unreachable {
        return vec![forget_card];
    }
    vec![forget_card, edit_card(CardEdit::SearchEnded)]
}

fn edit_card(because: CardEdit) -> Reaction {
    let search_id = search(1);
    tell(1, Template::WaitingCard { search_id, because })
}

#[test]
fn a_search_gets_its_deadlines_and_its_card_is_kept_up_to_date() {
    assert_eq!(
        reactions(&Event::Search(search(1), started())),
        vec![
            Reaction::Schedule(Timer {
                key: TimerKey::SearchSoftening(search(1)),
                due_at: minute(5),
            }),
            Reaction::Schedule(Timer {
                key: TimerKey::SearchExpiry(search(1)),
                due_at: hour(24),
            }),
            Reaction::Schedule(Timer {
                key: TimerKey::WaitingCard(search(1)),
                due_at: minute(1),
            }),
        ]
    );
}

#[test]
fn a_search_that_ends_takes_its_proposal_along() {
    for (end_reason, reason) in [
        (EndReason::Cancelled, WithdrawReason::Cancelled),
        (EndReason::Expired, WithdrawReason::SearchExpired),
        (EndReason::Unreachable, WithdrawReason::Unreachable),
        (EndReason::Restricted, WithdrawReason::Restricted),
    ] {
        let reactions = reactions_with(&search_ended(end_reason), &|_| engaged(1));
        assert_eq!(reactions[0], withdraw(1, Some(1), reason));
        assert_eq!(reactions[1..3], forget_search());
    }
}

#[test]
fn a_search_that_led_to_a_talk_or_missed_too_often_withdraws_nothing() {
    for reason in [EndReason::Matched, EndReason::Missed] {
        let reactions = reactions_with(&search_ended(reason), &|_| engaged(1));
        assert_eq!(reactions[..2], forget_search());
    }
}

#[test]
fn only_a_search_that_ended_by_itself_says_why() {
    for reason in [
        EndReason::Matched,
        EndReason::Cancelled,
        EndReason::Unreachable,
        EndReason::Restricted,
    ] {
        let reactions = reactions(&search_ended(reason));
        assert_eq!(reactions[..2], forget_search());
        assert_eq!(reactions[2..], over(reason));
    }
    for reason in [EndReason::Expired, EndReason::Missed] {
        let told = tell(
            1,
            Template::SearchClosed {
                search_id: search(1),
                reason,
            },
        );
        let reactions = reactions(&search_ended(reason));
        assert_eq!(reactions[2], told);
        assert_eq!(reactions[3..], over(reason));
    }
}

#[test]
fn the_card_follows_its_search_into_a_proposal_and_back() {
    let (search_id, member, match_id, at) = (search(1), member(1), match_id(1), minute(3));
    for event in [
        SearchEvent::SearchTaken {
            search_id,
            member,
            match_id,
            at,
        },
        SearchEvent::SearchResumed {
            search_id,
            member,
            match_id,
            at,
        },
    ] {
        assert_eq!(
            reactions(&Event::Search(search_id, event)),
            vec![edit_card(CardEdit::SearchMoved)]
        );
    }
}

/// A search that began at minute 0, in any state.
fn search_in(state: SearchState) -> Search {
    Search {
        id: Some(search(1)),
        member: Some(member(1)),
        state,
        started_at: Some(minute(0)),
        ..Search::default()
    }
}

#[test]
fn a_waiting_card_is_edited_ever_more_rarely() {
    let waiting = search_in(SearchState::Waiting);
    let mut due = vec![0];
    while let Some(last) = due.last().copied().filter(|last| *last < 24 * 60) {
        let refreshed = refresh_waiting_card(search(1), &waiting, minute(last));
        let (notice, next) = refreshed.unwrap();
        let notice = notice.unwrap();
        assert_eq!(notice.member, member(1));
        assert_eq!(notice.not_after, Some(minute(last) + Duration::seconds(15)));
        due.push((next.due_at - minute(0)).num_minutes());
    }
    assert_eq!(due[..7], [0, 1, 2, 5, 10, 30, 60]);
    assert_eq!(due.len(), 53, "edits in a whole day");
}

#[test]
fn a_worker_that_was_away_edits_once_and_goes_on() {
    let waiting = search_in(SearchState::Waiting);
    let refreshed = refresh_waiting_card(search(1), &waiting, minute(95));
    let (notice, next) = refreshed.unwrap();
    assert!(notice.is_some());
    assert_eq!(next.due_at, minute(120));
}

#[test]
fn a_card_is_not_edited_for_the_time_during_a_proposal_nor_after_the_search() {
    let proposed = search_in(SearchState::Taken(match_id(1)));
    let refreshed = refresh_waiting_card(search(1), &proposed, minute(2));
    let (notice, next) = refreshed.unwrap();
    assert_eq!(notice, None);
    assert_eq!(next.due_at, minute(5));
    for over in [SearchState::Ended(EndReason::Matched), SearchState::None] {
        let over = search_in(over);
        assert_eq!(refresh_waiting_card(search(1), &over, minute(2)), None);
    }
}
