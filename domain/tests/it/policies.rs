//! What follows from each event.

use std::collections::HashSet;

use domain::matching::{ChatEndReason, MatchCommand, MatchEvent, Totals, WithdrawReason};
use domain::member::MemberEvent;
use domain::policies::{
    Notice, ProposalOutcome, Reaction, Standing, Template, Timer, TimerKey, needs, react,
};
use domain::search::{EndReason, SearchCommand, SearchEvent};
use domain::values::{MemberId, Timestamp};
use domain::{Command, Event};

use crate::common::{
    accepted, chatting, hour, match_id, member, minute, onboarding, pair, parties, proposed,
    rating, search, started, taken,
};

/// The runner's clock, later than any event.
fn now() -> Timestamp {
    minute(600)
}

/// Reactions when everybody named is in match 1 and search `n`.
fn reactions_with(event: &Event, standing: &dyn Fn(MemberId) -> Standing) -> Vec<Reaction> {
    let needed = needs(event);
    let reactions = react(
        event,
        &|member| {
            assert!(
                needed.contains(&member),
                "needs() does not name who is asked for"
            );
            standing(member)
        },
        now(),
    );
    let commands: Vec<String> = reactions
        .iter()
        .filter_map(|reaction| match reaction {
            Reaction::Command(command) => Some(command.key()),
            _ => None,
        })
        .collect();
    assert_eq!(
        commands.iter().collect::<HashSet<_>>().len(),
        commands.len(),
        "command keys of one event must differ"
    );
    reactions
}

fn reactions(event: &Event) -> Vec<Reaction> {
    reactions_with(event, &|_| Standing::default())
}

fn of_match(event: MatchEvent) -> Vec<Reaction> {
    reactions(&Event::Match(match_id(1), event))
}

fn engaged(number: u128) -> Standing {
    Standing {
        engagement: Some(match_id(1)),
        open_search: Some(search(number)),
    }
}

fn to_search(number: u128, command: SearchCommand) -> Reaction {
    Reaction::Command(Command::Search(search(number), command))
}

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

fn end_search(number: u128, reason: EndReason) -> Reaction {
    to_search(number, SearchCommand::EndSearch { reason, at: now() })
}

fn withdraw(number: u128, from_search: Option<u128>, reason: WithdrawReason) -> Reaction {
    Reaction::Command(Command::Match(
        match_id(1),
        MatchCommand::WithdrawProposal {
            by: member(number),
            search_id: from_search.map(search),
            reason,
            at: now(),
        },
    ))
}

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

fn tell(number: u128, template: Template) -> Reaction {
    Reaction::Notify(Notice {
        member: member(number),
        template,
        not_after: None,
    })
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

fn forget_proposal() -> Reaction {
    Reaction::Cancel(TimerKey::ProposalExpiry(match_id(1)))
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
fn nothing_follows_from_the_rest() {
    for event in onboarding() {
        assert_eq!(reactions(&Event::Member(member(1), event)), vec![]);
    }
    assert_eq!(reactions(&Event::Search(search(1), taken())), vec![]);
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
        Command::Match(match_id(1), MatchCommand::ExpireProposal { at: now() })
    );
    assert_eq!(
        TimerKey::SearchExpiry(search(1)).command(now()),
        Command::Search(
            search(1),
            SearchCommand::EndSearch {
                reason: EndReason::Expired,
                at: now()
            }
        )
    );
    assert_eq!(
        TimerKey::SearchSoftening(search(1)).command(now()),
        Command::Search(search(1), SearchCommand::SoftenSearch { at: now() })
    );
}
