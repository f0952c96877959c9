//! Mutual reveal: symmetric, withdrawable, and one alone changes nothing for the other.

use domain::matching::{MatchCommand, MatchError, MatchEvent};

use crate::common::{chatting, given_match, match_id, member, minute, pair, proposed, vault_ref};

use super::{declined, ended, expired, withdrawn};

fn offer(number: u128) -> MatchCommand {
    MatchCommand::OfferReveal {
        by: member(number),
        username: vault_ref(number),
        at: minute(10),
    }
}

fn take_back(number: u128) -> MatchCommand {
    MatchCommand::WithdrawReveal {
        by: member(number),
        at: minute(10),
    }
}

fn offered(number: u128) -> MatchEvent {
    MatchEvent::RevealOffered {
        match_id: match_id(1),
        by: member(number),
        username: vault_ref(number),
        at: minute(10),
    }
}

fn taken_back(number: u128) -> MatchEvent {
    MatchEvent::RevealWithdrawn {
        match_id: match_id(1),
        by: member(number),
        at: minute(10),
    }
}

fn revealed() -> MatchEvent {
    MatchEvent::IdentitiesRevealed {
        match_id: match_id(1),
        pair: pair(),
        at: minute(10),
    }
}

fn talk_with(events: &[MatchEvent]) -> Vec<MatchEvent> {
    [&chatting(), events].concat()
}

#[test]
fn one_alone_reveals_nothing() {
    for number in [1, 2] {
        given_match(&chatting())
            .when(offer(number))
            .then_expect_events(vec![offered(number)]);
        given_match(&talk_with(&[offered(number)]))
            .when(offer(number))
            .then_expect_events(vec![]);
    }
}

#[test]
fn when_both_have_offered_both_are_revealed_whoever_was_first() {
    for (first, second) in [(1, 2), (2, 1)] {
        given_match(&talk_with(&[offered(first)]))
            .when(offer(second))
            .then_expect_events(vec![offered(second), revealed()]);
    }
}

#[test]
fn an_offer_can_be_taken_back_and_made_again() {
    given_match(&talk_with(&[offered(1)]))
        .when(take_back(1))
        .then_expect_events(vec![taken_back(1)]);
    let back = talk_with(&[offered(1), taken_back(1)]);
    given_match(&back)
        .when(take_back(1))
        .then_expect_events(vec![]);
    // The other's offer meets none.
    given_match(&back)
        .when(offer(2))
        .then_expect_events(vec![offered(2)]);
    given_match(&back)
        .when(offer(1))
        .then_expect_events(vec![offered(1)]);
}

#[test]
fn nobody_takes_back_what_the_other_offered() {
    given_match(&talk_with(&[offered(1)]))
        .when(take_back(2))
        .then_expect_events(vec![]);
}

#[test]
fn what_both_know_cannot_be_taken_back() {
    let known = talk_with(&[offered(1), offered(2), revealed()]);
    for command in [offer(1), take_back(1), offer(2), take_back(2)] {
        given_match(&known)
            .when(command)
            .then_expect_error(MatchError::AlreadyRevealed);
    }
}

#[test]
fn a_stranger_reveals_nothing() {
    for command in [offer(3), take_back(3)] {
        given_match(&talk_with(&[offered(1)]))
            .when(command)
            .then_expect_error(MatchError::NotParticipant);
    }
}

#[test]
fn a_reveal_ends_with_its_talk_and_begins_in_it() {
    let half = {
        let end = ended().split_off(4);
        [talk_with(&[offered(1)]), end].concat()
    };
    for command in [offer(2), take_back(1)] {
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
        refused(&half, MatchError::AlreadyEnded);
    }
}
