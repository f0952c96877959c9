//! The proposal until it is answered.

use chrono::Duration;
use domain::matching::{MatchCommand, MatchError, MatchEvent, Score, WithdrawReason};
use domain::values::Timestamp;

use crate::common::{
    accepted, chatting, given_match, match_id, member, minute, party, proposed, search, topics,
};

use super::{declined, end, ended, expired, rate, withdrawn};

fn propose(first: u128, second: u128) -> MatchCommand {
    MatchCommand::ProposeMatch {
        match_id: match_id(1),
        parties: [party(first), party(second)],
        shared_topics: topics(2),
        score: Score::default(),
        softened: false,
        at: minute(0),
    }
}

fn accept(number: u128, at: Timestamp) -> MatchCommand {
    MatchCommand::AcceptProposal {
        by: member(number),
        at,
    }
}

fn decline(number: u128, at: Timestamp) -> MatchCommand {
    MatchCommand::DeclineProposal {
        by: member(number),
        at,
    }
}

fn withdraw(number: u128, at: Timestamp) -> MatchCommand {
    MatchCommand::WithdrawProposal {
        by: member(number),
        search_id: None,
        reason: WithdrawReason::Cancelled,
        at,
    }
}

/// Every way a proposal is no longer open, with what is said of it.
fn closed() -> Vec<(Vec<MatchEvent>, MatchError)> {
    vec![
        (declined(), MatchError::AlreadyDeclined),
        (
            vec![proposed(), expired(&[1, 2])],
            MatchError::AlreadyExpired,
        ),
        (withdrawn(), MatchError::AlreadyWithdrawn),
        (ended(), MatchError::AlreadyEnded),
    ]
}

#[test]
fn a_proposal_lives_five_minutes_and_orders_its_parties() {
    for command in [propose(1, 2), propose(2, 1)] {
        given_match(&[])
            .when(command)
            .then_expect_events(vec![proposed()]);
    }
}

#[test]
fn nobody_is_proposed_to_themselves() {
    given_match(&[])
        .when(propose(1, 1))
        .then_expect_error(MatchError::SameMember);
}

#[test]
fn a_match_is_proposed_once() {
    for events in [vec![proposed()], chatting(), declined()] {
        given_match(&events)
            .when(propose(1, 2))
            .then_expect_error(MatchError::AlreadyProposed);
    }
}

#[test]
fn nothing_can_be_done_with_a_match_that_was_never_proposed() {
    let commands = [
        accept(1, minute(1)),
        decline(1, minute(1)),
        MatchCommand::ExpireProposal { at: minute(5) },
        withdraw(1, minute(1)),
        end(1, minute(1)),
        rate(1, 5, minute(1)),
    ];
    for command in commands {
        given_match(&[])
            .when(command)
            .then_expect_error(MatchError::NotProposed);
    }
}

#[test]
fn a_stranger_can_do_nothing() {
    let commands = [
        accept(3, minute(1)),
        decline(3, minute(1)),
        withdraw(3, minute(1)),
        end(3, minute(1)),
        rate(3, 5, minute(1)),
    ];
    for command in commands {
        for events in [vec![proposed()], chatting(), ended(), declined()] {
            given_match(&events)
                .when(command.clone())
                .then_expect_error(MatchError::NotParticipant);
        }
    }
}

#[test]
fn the_first_yes_is_noted() {
    given_match(&[proposed()])
        .when(accept(1, minute(1)))
        .then_expect_events(vec![accepted(1)]);
}

#[test]
fn the_second_yes_opens_the_talk_in_the_same_decision() {
    given_match(&[proposed(), accepted(1)])
        .when(accept(2, minute(1)))
        .then_expect_events(chatting().split_off(2));
}

#[test]
fn a_yes_again_changes_nothing() {
    given_match(&[proposed(), accepted(1)])
        .when(accept(1, minute(2)))
        .then_expect_events(vec![]);
    given_match(&chatting())
        .when(accept(1, minute(2)))
        .then_expect_events(vec![]);
}

#[test]
fn a_no_closes_the_proposal_for_72_hours() {
    for events in [vec![proposed()], vec![proposed(), accepted(2)]] {
        given_match(&events)
            .when(decline(1, minute(2)))
            .then_expect_events(declined().split_off(1));
    }
}

#[test]
fn who_said_yes_may_still_say_no_while_the_other_is_silent() {
    given_match(&[proposed(), accepted(1)])
        .when(decline(1, minute(2)))
        .then_expect_events(declined().split_off(1));
}

#[test]
fn a_no_again_changes_nothing() {
    given_match(&declined())
        .when(decline(1, minute(3)))
        .then_expect_events(vec![]);
}

#[test]
fn an_answer_at_the_last_moment_is_too_late() {
    for command in [accept(1, minute(5)), decline(1, minute(5))] {
        given_match(&[proposed()])
            .when(command)
            .then_expect_error(MatchError::AlreadyExpired);
    }
    given_match(&[proposed()])
        .when(accept(1, minute(5) - Duration::milliseconds(1)))
        .inspect_result()
        .unwrap();
}

#[test]
fn an_old_button_is_answered_with_what_happened() {
    for (events, error) in closed() {
        for command in [
            accept(2, minute(40)),
            decline(2, minute(40)),
            withdraw(2, minute(40)),
            MatchCommand::ExpireProposal { at: minute(40) },
        ] {
            given_match(&events)
                .when(command)
                .then_expect_error(error.clone());
        }
    }
}

#[test]
fn an_open_talk_can_be_neither_skipped_nor_expired_nor_withdrawn() {
    for command in [
        decline(1, minute(2)),
        withdraw(1, minute(2)),
        MatchCommand::ExpireProposal { at: minute(6) },
    ] {
        given_match(&chatting())
            .when(command)
            .then_expect_error(MatchError::AlreadyStarted);
    }
}

#[test]
fn time_runs_out_for_those_who_were_silent() {
    let cases: [(Vec<MatchEvent>, &[u128]); 3] = [
        (vec![proposed()], &[1, 2]),
        (vec![proposed(), accepted(1)], &[2]),
        (vec![proposed(), accepted(2)], &[1]),
    ];
    for (events, silent) in cases {
        given_match(&events)
            .when(MatchCommand::ExpireProposal { at: minute(5) })
            .then_expect_events(vec![expired(silent)]);
    }
}

#[test]
fn time_does_not_run_out_early() {
    given_match(&[proposed()])
        .when(MatchCommand::ExpireProposal { at: minute(4) })
        .then_expect_error(MatchError::TooEarly);
}

#[test]
fn who_leaves_withdraws_the_proposal() {
    given_match(&[proposed(), accepted(2)])
        .when(withdraw(1, minute(2)))
        .then_expect_events(withdrawn().split_off(1));
}

#[test]
fn leaving_again_changes_nothing() {
    given_match(&withdrawn())
        .when(withdraw(1, minute(3)))
        .then_expect_events(vec![]);
}

#[test]
fn the_end_of_another_search_does_not_touch_the_proposal() {
    let withdraw_from = |number| MatchCommand::WithdrawProposal {
        by: member(1),
        search_id: Some(search(number)),
        reason: WithdrawReason::Cancelled,
        at: minute(2),
    };
    given_match(&[proposed()])
        .when(withdraw_from(9))
        .then_expect_error(MatchError::OtherSearch);
    given_match(&[proposed()])
        .when(withdraw_from(1))
        .then_expect_events(withdrawn().split_off(1));
}
