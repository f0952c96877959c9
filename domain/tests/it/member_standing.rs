//! What was decided about a member: sanctions, strikes, holds, and how much their reports count.

use chrono::Duration;
use cqrs_es::Aggregate;
use domain::member::standing::{HOLD_LIFE, REPORTER_MUTE, SIGNAL_LIFE, STRIKE_LIFE};
use domain::member::{
    HoldEnd, Member, MemberCommand, MemberError, MemberEvent, NotReady, ReinstateCause, Restraint,
};
use domain::moderation::{PolicyReason, ReportReason};
use domain::values::Timestamp;

use crate::common::{case_id, given_member, member, minute, onboarding, report_id};

const RULE: PolicyReason = PolicyReason::Harassment;

fn days(count: i64) -> Duration {
    Duration::days(count)
}

fn with(events: &[MemberEvent]) -> Vec<MemberEvent> {
    [onboarding(), events.to_vec()].concat()
}

fn state(events: &[MemberEvent]) -> Member {
    let mut member = Member::default();
    for event in with(events) {
        member.apply(event);
    }
    member
}

fn warned(case: u128) -> MemberEvent {
    MemberEvent::MemberWarned {
        case_id: case_id(case),
        policy_reason: RULE,
        strike_until: minute(60) + STRIKE_LIFE,
        at: minute(60),
    }
}

fn muted(case: u128) -> MemberEvent {
    MemberEvent::MemberMuted {
        case_id: case_id(case),
        policy_reason: RULE,
        until: minute(60) + days(3),
        strike_until: minute(60) + STRIKE_LIFE,
        at: minute(60),
    }
}

fn suspended(case: u128) -> MemberEvent {
    MemberEvent::MemberSuspended {
        case_id: case_id(case),
        policy_reason: RULE,
        strike_until: minute(60) + STRIKE_LIFE,
        at: minute(60),
    }
}

fn banned(case: u128) -> MemberEvent {
    MemberEvent::MemberBanned {
        case_id: case_id(case),
        policy_reason: RULE,
        strike_until: minute(60) + STRIKE_LIFE,
        at: minute(60),
    }
}

fn reinstate(number: u128, cause: ReinstateCause, at: Timestamp) -> MemberCommand {
    MemberCommand::ReinstateMember {
        case_id: case_id(number),
        cause,
        at,
    }
}

fn reinstated(number: u128, cause: ReinstateCause, at: Timestamp) -> MemberEvent {
    MemberEvent::MemberReinstated {
        case_id: case_id(number),
        cause,
        at,
    }
}

/// Report `number` by member `reporter`.
fn weigh(number: u128, reporter: u128, reason: ReportReason, at: Timestamp) -> MemberCommand {
    MemberCommand::WeighReport {
        case_id: case_id(1),
        report_id: report_id(number),
        reporter: member(reporter),
        reason,
        at,
    }
}

fn weighed(number: u128, reporter: u128, at: Timestamp) -> MemberEvent {
    MemberEvent::ReportWeighed {
        case_id: case_id(1),
        report_id: report_id(number),
        reporter: member(reporter),
        reason: ReportReason::Abuse,
        at,
    }
}

fn held(at: Timestamp) -> MemberEvent {
    MemberEvent::SearchHeld {
        case_id: case_id(1),
        until: at + HOLD_LIFE,
        at,
    }
}

fn lifted(because: HoldEnd, at: Timestamp) -> MemberEvent {
    MemberEvent::SearchHoldLifted { because, at }
}

#[test]
fn each_sanction_becomes_its_event_once_per_case() {
    let (case, at) = (case_id(1), minute(60));
    for (command, event) in [
        (
            MemberCommand::WarnMember {
                case_id: case,
                policy_reason: RULE,
                at,
            },
            warned(1),
        ),
        (
            MemberCommand::MuteMember {
                case_id: case,
                policy_reason: RULE,
                until: at + days(3),
                at,
            },
            muted(1),
        ),
        (
            MemberCommand::SuspendMember {
                case_id: case,
                policy_reason: RULE,
                at,
            },
            suspended(1),
        ),
        (
            MemberCommand::BanMember {
                case_id: case,
                policy_reason: RULE,
                at,
            },
            banned(1),
        ),
    ] {
        given_member(&with(&[]))
            .when(command.clone())
            .then_expect_events(vec![event.clone()]);
        given_member(&with(&[event]))
            .when(command.clone())
            .then_expect_events(vec![]);
        given_member(&[])
            .when(command)
            .then_expect_error(MemberError::NotRegistered);
    }
}

#[test]
fn the_hardest_sanction_binds_and_a_warning_does_not() {
    let at = minute(61);
    assert_eq!(state(&[warned(1)]).can_search(at), Ok(()));
    let until = minute(60) + days(3);
    let restrained = |restraint| Err(NotReady::Restrained(restraint));
    assert_eq!(
        state(&[muted(1)]).can_search(at),
        restrained(Restraint::Muted { until })
    );
    assert_eq!(state(&[muted(1)]).can_search(until), Ok(()));
    assert_eq!(
        state(&[suspended(2), muted(1)]).can_search(at),
        restrained(Restraint::Suspended)
    );
    let member = state(&[banned(3), suspended(2), held(at)]);
    assert_eq!(member.can_search(at), restrained(Restraint::Banned));
    assert!(member.standing.is_banned());
    assert!(!state(&[suspended(2)]).standing.is_banned());
}

#[test]
fn taking_one_decision_back_leaves_the_others() {
    let at = minute(90);
    let member = state(&[
        suspended(1),
        banned(2),
        reinstated(2, ReinstateCause::Appeal, at),
    ]);
    assert_eq!(member.standing.restraint(at), Some(Restraint::Suspended));
    assert_eq!(member.standing.strikes(at), 1);
}

#[test]
fn an_appeal_lifts_what_its_case_decided_a_warning_too() {
    let at = minute(90);
    for sanction in [warned(1), muted(1), suspended(1), banned(1)] {
        given_member(&with(&[sanction]))
            .when(reinstate(1, ReinstateCause::Appeal, at))
            .then_expect_events(vec![reinstated(1, ReinstateCause::Appeal, at)]);
    }
    given_member(&with(&[banned(2)]))
        .when(reinstate(1, ReinstateCause::Appeal, at))
        .then_expect_error(MemberError::NotSanctioned);
}

#[test]
fn a_mute_ends_by_itself_and_nothing_else_does() {
    let end = minute(60) + days(3);
    let over = ReinstateCause::TermOver;
    given_member(&with(&[muted(1)]))
        .when(reinstate(1, over, end))
        .then_expect_events(vec![reinstated(1, over, end)]);
    given_member(&with(&[muted(1)]))
        .when(reinstate(1, over, end - Duration::seconds(1)))
        .then_expect_error(MemberError::TooEarly);
    given_member(&with(&[banned(1)]))
        .when(reinstate(1, over, end))
        .then_expect_error(MemberError::TooEarly);
    given_member(&with(&[warned(1)]))
        .when(reinstate(1, over, end))
        .then_expect_error(MemberError::NotSanctioned);
    // The strike outlives the mute.
    let after = state(&[muted(1), reinstated(1, over, end)]);
    assert_eq!(after.standing.strikes(end), 1);
}

#[test]
fn a_senior_ends_any_sanction_at_once_and_its_strike_stays() {
    let (at, lifted) = (minute(90), ReinstateCause::Lifted);
    for sanction in [muted(1), suspended(1), banned(1)] {
        given_member(&with(std::slice::from_ref(&sanction)))
            .when(reinstate(1, lifted, at))
            .then_expect_events(vec![reinstated(1, lifted, at)]);
        let after = state(&[sanction, reinstated(1, lifted, at)]);
        assert_eq!(after.standing.restraint(at), None);
        assert_eq!(after.standing.strikes(at), 1);
    }
    given_member(&with(&[warned(1)]))
        .when(reinstate(1, lifted, at))
        .then_expect_error(MemberError::NotSanctioned);
}

#[test]
fn a_strike_counts_for_90_days() {
    let end = minute(60) + days(90);
    let three = state(&[warned(1), muted(2), suspended(3)]);
    assert_eq!(three.standing.strikes(end - Duration::seconds(1)), 3);
    assert_eq!(three.standing.strikes(end), 0);
    let expire = |at| MemberCommand::ExpireStrike {
        case_id: case_id(1),
        at,
    };
    let expired = MemberEvent::StrikeExpired {
        case_id: case_id(1),
        at: end,
    };
    given_member(&with(&[warned(1)]))
        .when(expire(end))
        .then_expect_events(vec![expired.clone()]);
    given_member(&with(&[warned(1)]))
        .when(expire(minute(61)))
        .then_expect_error(MemberError::TooEarly);
    given_member(&with(&[warned(1), expired]))
        .when(expire(end))
        .then_expect_events(vec![]);
}

#[test]
fn three_reports_by_different_members_in_30_days_hold_searching() {
    let at = minute(60);
    let two = [weighed(1, 2, at), weighed(2, 3, at)];
    let third = |number, reporter, when| {
        given_member(&with(&two)).when(weigh(number, reporter, ReportReason::Abuse, when))
    };
    let in_time = at + SIGNAL_LIFE - Duration::seconds(1);
    third(3, 4, in_time).then_expect_events(vec![weighed(3, 4, in_time), held(in_time)]);
    // A member twice is one voice; a month later it is forgotten.
    third(3, 2, in_time).then_expect_events(vec![weighed(3, 2, in_time)]);
    let late = at + SIGNAL_LIFE;
    third(3, 4, late).then_expect_events(vec![weighed(3, 4, late)]);
}

#[test]
fn one_report_of_danger_or_of_a_minor_holds_searching() {
    let at = minute(60);
    for reason in ReportReason::ALL {
        let events = given_member(&with(&[]))
            .when(weigh(1, 2, reason, at))
            .inspect_result()
            .unwrap();
        let holds = matches!(reason, ReportReason::Danger | ReportReason::Minor);
        assert_eq!(events.contains(&held(at)), holds, "{reason:?}");
    }
}

#[test]
fn a_call_for_help_is_no_signal() {
    given_member(&with(&[]))
        .when(weigh(1, 2, ReportReason::Crisis, minute(60)))
        .then_expect_events(vec![]);
}

#[test]
fn a_report_is_weighed_once_and_a_hold_is_not_prolonged() {
    let at = minute(60);
    given_member(&with(&[weighed(1, 2, at)]))
        .when(weigh(1, 2, ReportReason::Abuse, at))
        .then_expect_events(vec![]);
    let more = given_member(&with(&[weighed(1, 2, at), held(at)]))
        .when(weigh(2, 3, ReportReason::Danger, minute(61)))
        .inspect_result();
    assert_eq!(more.unwrap().len(), 1);
}

#[test]
fn a_hold_ends_when_a_moderator_looked_or_after_24_hours() {
    let at = minute(60);
    let lift = |because, at| MemberCommand::LiftSearchHold { because, at };
    given_member(&with(&[held(at)]))
        .when(lift(HoldEnd::Reviewed, minute(61)))
        .then_expect_events(vec![lifted(HoldEnd::Reviewed, minute(61))]);
    given_member(&with(&[held(at)]))
        .when(lift(HoldEnd::Lapsed, minute(61)))
        .then_expect_error(MemberError::TooEarly);
    let end = at + HOLD_LIFE;
    given_member(&with(&[held(at)]))
        .when(lift(HoldEnd::Lapsed, end))
        .then_expect_events(vec![lifted(HoldEnd::Lapsed, end)]);
    given_member(&with(&[]))
        .when(lift(HoldEnd::Reviewed, end))
        .then_expect_events(vec![]);
    assert_eq!(state(&[held(at)]).can_search(end), Ok(()));
    assert!(state(&[held(at)]).can_search(minute(61)).is_err());
}

#[test]
fn what_a_moderator_has_looked_at_does_not_hold_again() {
    let at = minute(60);
    let signals = [weighed(1, 2, at), weighed(2, 3, at), weighed(3, 4, at)];
    for (because, holds) in [(HoldEnd::Reviewed, false), (HoldEnd::Lapsed, true)] {
        let later = [
            signals.to_vec(),
            vec![held(at), lifted(because, minute(90))],
        ]
        .concat();
        let events = given_member(&with(&later))
            .when(weigh(4, 5, ReportReason::Abuse, minute(91)))
            .inspect_result()
            .unwrap();
        assert_eq!(events.contains(&held(minute(91))), holds, "{because:?}");
    }
}

#[test]
fn a_reporter_of_bad_faith_is_not_counted_for_a_while() {
    let at = minute(60);
    let until = at + REPORTER_MUTE;
    let mute = MemberCommand::MuteReporter {
        case_id: case_id(1),
        at,
    };
    let muted = MemberEvent::ReporterMuted {
        case_id: case_id(1),
        until,
        at,
    };
    given_member(&with(&[]))
        .when(mute.clone())
        .then_expect_events(vec![muted.clone()]);
    given_member(&with(std::slice::from_ref(&muted)))
        .when(mute)
        .then_expect_events(vec![]);
    let standing = state(&[muted]).standing;
    assert!(!standing.is_counted_reporter(at));
    assert!(standing.is_counted_reporter(until));
}
