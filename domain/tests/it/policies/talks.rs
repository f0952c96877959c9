//! What follows from a talk.

use domain::matching::{ChatEndReason, MatchEvent, Totals};
use domain::policies::{Reaction, Template};
use domain::search::EndReason;

use crate::common::{chatting, hour, match_id, member, minute, pair, parties};

use super::{end_search, forget_proposal, of_match, tell};

fn chat_ended(by: Option<u128>, reason: ChatEndReason) -> MatchEvent {
    MatchEvent::ChatEnded {
        match_id: match_id(1),
        by: by.map(member),
        reason,
        totals: Totals::default(),
        parties: parties(),
        pair: pair(),
        restricted_until: hour(500),
        at: minute(30),
    }
}

fn tell_ended(number: u128, by_you: bool, ask_rating: bool) -> Reaction {
    tell(
        number,
        Template::ChatClosed {
            match_id: match_id(1),
            by_you,
            ask_rating,
        },
    )
}

#[test]
fn an_open_talk_ends_both_searches_and_is_shown_to_both() {
    let opened = |number| {
        tell(
            number,
            Template::ChatOpened {
                match_id: match_id(1),
            },
        )
    };
    assert_eq!(
        of_match(chatting()[3].clone()),
        vec![
            end_search(1, EndReason::Matched),
            end_search(2, EndReason::Matched),
            forget_proposal(),
            opened(1),
            opened(2),
        ]
    );
}

#[test]
fn both_hear_that_the_talk_is_over_and_are_asked_for_a_rating() {
    assert_eq!(
        of_match(chat_ended(Some(1), ChatEndReason::Ended)),
        vec![tell_ended(1, true, true), tell_ended(2, false, true)]
    );
}

#[test]
fn a_blocked_peer_hears_the_same_as_anyone_who_is_left() {
    for reason in [ChatEndReason::Blocked, ChatEndReason::Restricted] {
        assert_eq!(
            of_match(chat_ended(Some(1), reason)),
            vec![tell_ended(1, true, false), tell_ended(2, false, false)]
        );
    }
}

#[test]
fn an_unreachable_member_is_not_written_to() {
    assert_eq!(
        of_match(chat_ended(Some(1), ChatEndReason::Unreachable)),
        vec![tell_ended(2, false, false)]
    );
}
