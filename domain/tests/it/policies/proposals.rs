//! What follows from a proposal.

use domain::Event;
use domain::matching::{MatchEvent, WithdrawReason};
use domain::policies::{Notice, ProposalOutcome, Reaction, Template, Timer, TimerKey};
use domain::search::{EndReason, SearchCommand, SearchEvent};

use crate::common::{accepted, hour, match_id, member, minute, pair, parties, proposed, search};

use super::{end_search, forget_proposal, now, of_match, reactions, tell, to_search};

fn take(number: u128) -> Reaction {
    to_search(
        number,
        SearchCommand::TakeSearch {
            match_id: match_id(1),
            at: now(),
        },
    )
}

fn resume(number: u128, missed: bool) -> Reaction {
    to_search(
        number,
        SearchCommand::ResumeSearch {
            match_id: match_id(1),
            missed,
            at: now(),
        },
    )
}

fn tell_closed(number: u128, outcome: ProposalOutcome) -> Reaction {
    tell(
        number,
        Template::ProposalClosed {
            match_id: match_id(1),
            outcome,
        },
    )
}

fn expired(silent: &[u128]) -> MatchEvent {
    MatchEvent::ProposalExpired {
        match_id: match_id(1),
        silent: silent.iter().map(|number| member(*number)).collect(),
        parties: parties(),
        pair: pair(),
        restricted_until: hour(1),
        at: minute(5),
    }
}

fn withdrawn(reason: WithdrawReason) -> MatchEvent {
    MatchEvent::ProposalWithdrawn {
        match_id: match_id(1),
        by: member(1),
        reason,
        parties: parties(),
        pair: pair(),
        at: minute(2),
    }
}

#[test]
fn a_proposal_takes_both_searches_has_a_deadline_and_is_shown_to_both() {
    let card = |number| {
        Reaction::Notify(Notice {
            member: member(number),
            template: Template::ProposalCard {
                match_id: match_id(1),
            },
            not_after: Some(minute(5)),
        })
    };
    let expiry = Reaction::Schedule(Timer {
        key: TimerKey::ProposalExpiry(match_id(1)),
        due_at: minute(5),
    });
    assert_eq!(
        of_match(proposed()),
        vec![take(1), take(2), expiry, card(1), card(2)]
    );
}

#[test]
fn a_skip_sends_both_back_and_tells_only_the_other() {
    let declined = MatchEvent::ProposalDeclined {
        match_id: match_id(1),
        by: member(1),
        parties: parties(),
        pair: pair(),
        restricted_until: hour(72),
        at: minute(2),
    };
    assert_eq!(
        of_match(declined),
        vec![
            resume(1, false),
            resume(2, false),
            forget_proposal(),
            tell_closed(2, ProposalOutcome::DeclinedByPeer),
        ]
    );
}

#[test]
fn an_expiry_sends_both_back_and_counts_a_miss_for_the_silent() {
    assert_eq!(
        of_match(expired(&[2])),
        vec![
            resume(1, false),
            resume(2, true),
            forget_proposal(),
            tell_closed(1, ProposalOutcome::ExpiredOnPeer),
        ]
    );
    assert_eq!(
        of_match(expired(&[1, 2])),
        vec![resume(1, true), resume(2, true), forget_proposal()]
    );
}

#[test]
fn the_silent_hear_of_a_miss_unless_it_ended_their_search() {
    let missed = |ends_search| {
        Event::Search(
            search(1),
            SearchEvent::SearchMissed {
                search_id: search(1),
                member: member(1),
                match_id: match_id(1),
                misses: 1,
                ends_search,
                at: minute(5),
            },
        )
    };
    assert_eq!(
        reactions(&missed(false)),
        vec![tell_closed(1, ProposalOutcome::ExpiredOnYou)]
    );
    assert_eq!(reactions(&missed(true)), vec![]);
}

#[test]
fn a_withdrawal_sends_the_other_back_and_ends_the_leavers_search() {
    for (reason, end_reason) in [
        (WithdrawReason::Cancelled, EndReason::Cancelled),
        (WithdrawReason::SearchExpired, EndReason::Expired),
        (WithdrawReason::Unreachable, EndReason::Unreachable),
        (WithdrawReason::Restricted, EndReason::Restricted),
    ] {
        assert_eq!(
            of_match(withdrawn(reason)),
            vec![
                end_search(1, end_reason),
                resume(2, false),
                forget_proposal(),
                tell_closed(2, ProposalOutcome::DeclinedByPeer),
            ]
        );
    }
}

#[test]
fn a_blocker_goes_back_to_the_search_and_the_blocked_hears_the_usual_words() {
    assert_eq!(
        of_match(withdrawn(WithdrawReason::Blocked)),
        vec![
            resume(1, false),
            resume(2, false),
            forget_proposal(),
            tell_closed(2, ProposalOutcome::DeclinedByPeer),
        ]
    );
}

#[test]
fn a_yes_alone_leads_to_nothing() {
    assert_eq!(of_match(accepted(1)), vec![]);
}
