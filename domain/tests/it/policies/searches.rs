//! What follows from a search.

use domain::Event;
use domain::matching::WithdrawReason;
use domain::policies::{Reaction, Template, Timer, TimerKey};
use domain::search::{EndReason, SearchEvent};

use crate::common::{hour, member, minute, search, started};

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

#[test]
fn a_search_gets_its_deadlines() {
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
        assert_eq!(reactions(&search_ended(reason)), forget_search());
    }
    for reason in [EndReason::Expired, EndReason::Missed] {
        let told = tell(
            1,
            Template::SearchClosed {
                search_id: search(1),
                reason,
            },
        );
        assert_eq!(reactions(&search_ended(reason))[2..], [told]);
    }
}
