//! One pair: proposal, talk, rating.

use chrono::Duration;
use domain::matching::{
    ChatEndReason, MatchCommand, MatchError, MatchEvent, Score, Totals, WithdrawReason,
};
use domain::values::Timestamp;

use crate::common::{
    accepted, chatting, given_match, hour, match_id, member, minute, pair, parties, party,
    proposed, rating, search, topics,
};

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

fn end(number: u128, at: Timestamp) -> MatchCommand {
    MatchCommand::EndChat {
        by: Some(member(number)),
        reason: ChatEndReason::Ended,
        totals: Totals::default(),
        at,
    }
}

fn rate(number: u128, stars: u8, at: Timestamp) -> MatchCommand {
    MatchCommand::RateChat {
        by: member(number),
        rating: rating(stars),
        at,
    }
}

fn declined() -> Vec<MatchEvent> {
    vec![
        proposed(),
        MatchEvent::ProposalDeclined {
            match_id: match_id(1),
            by: member(1),
            parties: parties(),
            pair: pair(),
            restricted_until: minute(2) + Duration::hours(72),
            at: minute(2),
        },
    ]
}

fn expired(silent: &[u128]) -> MatchEvent {
    MatchEvent::ProposalExpired {
        match_id: match_id(1),
        silent: silent.iter().map(|number| member(*number)).collect(),
        parties: parties(),
        pair: pair(),
        restricted_until: minute(65),
        at: minute(5),
    }
}

fn withdrawn() -> Vec<MatchEvent> {
    vec![
        proposed(),
        MatchEvent::ProposalWithdrawn {
            match_id: match_id(1),
            by: member(1),
            reason: WithdrawReason::Cancelled,
            parties: parties(),
            pair: pair(),
            at: minute(2),
        },
    ]
}

fn ended_for(reason: ChatEndReason) -> Vec<MatchEvent> {
    let mut events = chatting();
    events.push(MatchEvent::ChatEnded {
        match_id: match_id(1),
        by: Some(member(1)),
        reason,
        totals: Totals::default(),
        parties: parties(),
        pair: pair(),
        restricted_until: minute(30) + Duration::days(7),
        at: minute(30),
    });
    events
}

fn ended() -> Vec<MatchEvent> {
    ended_for(ChatEndReason::Ended)
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
