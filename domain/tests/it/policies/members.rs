//! What follows from what a member does; and from nothing.

use domain::matching::{ChatEndReason, MatchCommand, MatchEvent, Totals, WithdrawReason};
use domain::member::MemberEvent;
use domain::policies::{Reaction, Standing, TimerKey};
use domain::search::{EndReason, SearchCommand};
use domain::values::MemberId;
use domain::{Command, Event};

use crate::common::{match_id, member, minute, onboarding, pair, parties, rating, search};

use super::{end_search, engaged, now, of_match, reactions, reactions_with, withdraw};

fn end_chat(number: u128, reason: ChatEndReason) -> Reaction {
    Reaction::Command(Command::Match(
        match_id(1),
        MatchCommand::EndChat {
            by: Some(member(number)),
            reason,
            totals: Totals::default(),
            at: now(),
        },
    ))
}

fn blocked(in_match: Option<u128>) -> Event {
    Event::Member(
        member(1),
        MemberEvent::UserBlocked {
            peer: member(2),
            pair: pair(),
            match_id: in_match.map(match_id),
            at: minute(3),
        },
    )
}

#[test]
fn a_block_ends_the_talk_or_the_proposal_it_happened_in() {
    let expected = vec![
        withdraw(1, None, WithdrawReason::Blocked),
        end_chat(1, ChatEndReason::Blocked),
    ];
    assert_eq!(reactions(&blocked(Some(1))), expected);
    assert_eq!(reactions_with(&blocked(Some(1)), &|_| engaged(1)), expected);
}

#[test]
fn a_block_from_elsewhere_ends_only_what_the_two_are_in_together() {
    assert_eq!(
        reactions_with(&blocked(None), &|_| engaged(1)),
        vec![
            withdraw(1, None, WithdrawReason::Blocked),
            end_chat(1, ChatEndReason::Blocked),
        ]
    );
    let with_others = |who: MemberId| Standing {
        engagement: Some(match_id(if who == member(1) { 1 } else { 2 })),
        open_search: None,
        has_reported: false,
        barred: None,
    };
    assert_eq!(reactions_with(&blocked(None), &with_others), vec![]);
    assert_eq!(reactions(&blocked(None)), vec![]);
}

#[test]
fn who_is_unreachable_or_under_18_leaves_search_proposal_and_talk() {
    let unreachable = Event::Member(member(1), MemberEvent::MemberUnreachable { at: minute(3) });
    let minor = Event::Member(member(1), MemberEvent::MinorDeclared { at: minute(3) });
    for (event, end, withdrawal, chat_end) in [
        (
            unreachable,
            EndReason::Unreachable,
            WithdrawReason::Unreachable,
            ChatEndReason::Unreachable,
        ),
        (
            minor,
            EndReason::Restricted,
            WithdrawReason::Restricted,
            ChatEndReason::Restricted,
        ),
    ] {
        assert_eq!(
            reactions_with(&event, &|_| engaged(1)),
            vec![
                end_search(1, end),
                withdraw(1, None, withdrawal),
                end_chat(1, chat_end),
            ]
        );
        assert_eq!(reactions(&event), vec![]);
    }
}

#[test]
fn a_talk_that_opens_with_somebody_who_may_be_in_none_ends_at_once() {
    let opened = Event::Match(
        match_id(1),
        MatchEvent::ChatStarted {
            match_id: match_id(1),
            parties: parties(),
            pair: pair(),
            at: minute(3),
        },
    );
    for reason in [ChatEndReason::Restricted, ChatEndReason::Unreachable] {
        let standing = |who: MemberId| Standing {
            barred: (who == member(2)).then_some(reason),
            ..Standing::default()
        };
        assert!(reactions_with(&opened, &standing).contains(&end_chat(2, reason)));
    }
    let ends = |reaction: &Reaction| {
        matches!(
            reaction,
            Reaction::Command(Command::Match(_, MatchCommand::EndChat { .. }))
        )
    };
    assert!(!reactions(&opened).iter().any(ends));
}

#[test]
fn nothing_follows_from_the_rest() {
    for event in onboarding() {
        assert_eq!(reactions(&Event::Member(member(1), event)), vec![]);
    }
    let rated = MatchEvent::ChatRated {
        match_id: match_id(1),
        by: member(1),
        rated: member(2),
        rating: rating(5),
        at: minute(60),
    };
    assert_eq!(of_match(rated), vec![]);
}

#[test]
fn a_due_timer_becomes_its_command() {
    assert_eq!(
        TimerKey::ProposalExpiry(match_id(1)).command(now()),
        Some(Command::Match(
            match_id(1),
            MatchCommand::ExpireProposal { at: now() }
        ))
    );
    assert_eq!(
        TimerKey::SearchExpiry(search(1)).command(now()),
        Some(Command::Search(
            search(1),
            SearchCommand::EndSearch {
                reason: EndReason::Expired,
                at: now()
            }
        ))
    );
    assert_eq!(
        TimerKey::SearchSoftening(search(1)).command(now()),
        Some(Command::Search(
            search(1),
            SearchCommand::SoftenSearch { at: now() }
        ))
    );
    assert_eq!(TimerKey::WaitingCard(search(1)).command(now()), None);
}
