//! Who may tip whom, as the read model says it.

use chrono::{DateTime, Duration, Utc};
use domain::Event;
use domain::matching::{ChatEndReason, MatchEvent, Party, Totals};
use domain::member::{MemberEvent, ReinstateCause};
use domain::moderation::PolicyReason;
use domain::tip::TipTerms;
use domain::values::{CaseId, MatchId, MemberId, Pair, SearchId};
use projections::tip_eligibility::TipEligibility;
use projections::{Positioned, View};
use uuid::Uuid;

fn member(number: u128) -> MemberId {
    MemberId(Uuid::from_u128(number))
}

fn pair(one: u128, other: u128) -> Pair {
    Pair::new(member(one), member(other)).unwrap()
}

fn match_id(number: u128) -> MatchId {
    MatchId(Uuid::from_u128(0x100 + number))
}

fn minute(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::minutes(minutes)
}

fn parties(pair: Pair) -> [Party; 2] {
    pair.members().map(|member| Party {
        member,
        search_id: SearchId(member.0),
    })
}

fn opened(number: u128, pair: Pair) -> Event {
    let started = MatchEvent::ChatStarted {
        match_id: match_id(number),
        parties: parties(pair),
        pair,
        at: minute(0),
    };
    Event::Match(match_id(number), started)
}

fn ended(number: u128, pair: Pair, reason: ChatEndReason) -> Event {
    let ended = MatchEvent::ChatEnded {
        match_id: match_id(number),
        by: None,
        reason,
        totals: Totals::default(),
        parties: parties(pair),
        pair,
        restricted_until: minute(999),
        at: minute(30),
    };
    Event::Match(match_id(number), ended)
}

fn blocked(by: u128, peer: u128) -> Event {
    let blocked = MemberEvent::UserBlocked {
        peer: member(peer),
        pair: pair(by, peer),
        match_id: None,
        at: minute(1),
    };
    Event::Member(member(by), blocked)
}

fn unblocked(by: u128, peer: u128) -> Event {
    let unblocked = MemberEvent::UserUnblocked {
        peer: member(peer),
        pair: pair(by, peer),
        restricted_until: minute(99),
        at: minute(2),
    };
    Event::Member(member(by), unblocked)
}

fn minor(number: u128) -> Event {
    Event::Member(member(number), MemberEvent::MinorDeclared { at: minute(3) })
}

fn adult(number: u128) -> Event {
    Event::Member(member(number), MemberEvent::RulesAccepted { at: minute(4) })
}

fn told(events: &[Event]) -> View<TipEligibility> {
    let mut view = View::empty_at(0);
    for (position, event) in (1..).zip(events) {
        view.apply(&Positioned {
            position,
            event: event.clone(),
        });
    }
    view
}

fn terms(events: &[Event], of: Pair) -> TipTerms {
    told(events).get(of).unwrap().terms()
}

#[test]
fn a_talk_opens_the_way_to_tips_and_its_end_is_remembered() {
    let talk = [
        opened(1, pair(1, 2)),
        ended(1, pair(1, 2), ChatEndReason::Idle),
    ];
    let free = TipTerms {
        pair: pair(1, 2),
        ended: None,
        blocked: false,
        barred: false,
    };
    assert_eq!(terms(&talk[..1], pair(1, 2)), free);
    let after = Some((minute(30), ChatEndReason::Idle));
    assert_eq!(terms(&talk, pair(1, 2)).ended, after);
}

#[test]
fn a_block_in_either_direction_stands_until_it_is_lifted() {
    let talk = opened(1, pair(1, 2));
    for (by, peer) in [(1, 2), (2, 1)] {
        let block = [talk.clone(), blocked(by, peer)];
        assert!(terms(&block, pair(1, 2)).blocked);
        let lifted = [talk.clone(), blocked(by, peer), unblocked(by, peer)];
        assert!(!terms(&lifted, pair(1, 2)).blocked);
    }
    let one_of_two = [talk, blocked(1, 2), blocked(2, 1), unblocked(1, 2)];
    assert!(terms(&one_of_two, pair(1, 2)).blocked);
}

#[test]
fn who_may_be_met_by_nobody_is_barred_in_every_pair_and_in_no_other() {
    let talks = [
        opened(1, pair(1, 2)),
        opened(2, pair(1, 3)),
        opened(3, pair(2, 3)),
        minor(1),
    ];
    assert!(terms(&talks, pair(1, 2)).barred);
    assert!(terms(&talks, pair(1, 3)).barred);
    assert!(!terms(&talks, pair(2, 3)).barred);
    let mut again = talks.to_vec();
    again.push(adult(1));
    assert!(!terms(&again, pair(1, 2)).barred);
}

#[test]
fn of_two_sanctions_the_other_stands_when_one_is_lifted() {
    let case = |number: u128| CaseId(Uuid::from_u128(0x500 + number));
    let sanction = |event| Event::Member(member(1), event);
    let suspended = |number| {
        sanction(MemberEvent::MemberSuspended {
            case_id: case(number),
            policy_reason: PolicyReason::Harassment,
            strike_until: minute(99),
            at: minute(3),
        })
    };
    let reinstated = |number| {
        sanction(MemberEvent::MemberReinstated {
            case_id: case(number),
            cause: ReinstateCause::Appeal,
            at: minute(4),
        })
    };
    let mut events = vec![
        opened(1, pair(1, 2)),
        suspended(1),
        suspended(2),
        adult(1),
        reinstated(1),
    ];
    assert!(terms(&events, pair(1, 2)).barred);
    events.push(reinstated(2));
    assert!(!terms(&events, pair(1, 2)).barred);
}

#[test]
fn only_the_latest_talk_of_a_pair_counts() {
    let talks = [
        opened(1, pair(1, 2)),
        ended(1, pair(1, 2), ChatEndReason::Ended),
        opened(2, pair(1, 2)),
        ended(1, pair(1, 2), ChatEndReason::Blocked),
    ];
    let view = told(&talks);
    let row = view.get(pair(1, 2)).unwrap();
    assert_eq!((row.match_id, row.ended_at), (match_id(2), None));
}

#[test]
fn two_who_never_talked_have_no_row() {
    let view = told(&[blocked(1, 2), minor(1)]);
    assert_eq!(view.rows().count(), 0);
}
