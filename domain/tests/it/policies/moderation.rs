//! What follows from reports, decisions, appeals and sanctions.

use chrono::Duration;
use domain::matching::{ChatEndReason, MatchCommand, Totals, WithdrawReason};
use domain::member::{HoldEnd, MemberCommand, MemberEvent, ReinstateCause};
use domain::moderation::{
    AppealOutcome, CaseEvent, Decision, DecisionTemplate, MuteDays, PolicyReason, ReportReason,
};
use domain::policies::{Reaction, Timer, TimerKey};
use domain::search::EndReason;
use domain::{Command, Event};

use crate::common::{case_id, filed, hour, match_id, member, minute, report_id, staff};

use super::{end_search, engaged, now, reactions, reactions_with, withdraw};

pub(super) fn of_case(event: CaseEvent) -> Event {
    Event::Case(case_id(1), event)
}

fn to_member(number: u128, command: MemberCommand) -> Reaction {
    Reaction::Command(Command::Member(member(number), command))
}

pub(super) fn decided(decision: Decision, bad_faith: &[u128]) -> Event {
    of_case(CaseEvent::DecisionMade {
        subject: member(1),
        decision,
        until: decision.until(minute(0)),
        policy_reason: PolicyReason::Spam,
        template: DecisionTemplate::Plain,
        note: None,
        bad_faith: bad_faith.iter().map(|number| member(*number)).collect(),
        based_on: 2,
        appeal_until: None,
        by: staff(1),
        at: minute(0),
    })
}

fn commands(event: &Event) -> Vec<Reaction> {
    let is_command = |reaction: &Reaction| matches!(reaction, Reaction::Command(_));
    reactions(event).into_iter().filter(is_command).collect()
}

fn lift() -> Reaction {
    to_member(
        1,
        MemberCommand::LiftSearchHold {
            because: HoldEnd::Reviewed,
            at: now(),
        },
    )
}

#[test]
fn a_report_that_counts_is_weighed_by_its_subject() {
    let weigh = MemberCommand::WeighReport {
        case_id: case_id(1),
        report_id: report_id(2),
        reporter: member(2),
        reason: ReportReason::Danger,
        at: now(),
    };
    let report = filed(2, ReportReason::Danger);
    assert_eq!(commands(&of_case(report.clone())), [to_member(1, weigh)]);
    let CaseEvent::ReportFiled {
        report_id,
        reporter,
        subject,
        pair,
        match_id,
        reason,
        comment,
        opens_case,
        at,
        ..
    } = report
    else {
        panic!("a report");
    };
    let not_counted = CaseEvent::ReportFiled {
        report_id,
        reporter,
        subject,
        pair,
        match_id,
        reason,
        comment,
        counted: false,
        opens_case,
        at,
    };
    assert_eq!(commands(&of_case(not_counted)), []);
}

#[test]
fn a_decision_binds_its_subject_before_the_hold_is_lifted() {
    let (case_id, policy_reason, at) = (case_id(1), PolicyReason::Spam, now());
    let mute = Decision::Mute {
        days: MuteDays::try_from(2).unwrap(),
    };
    for (decision, command) in [
        (
            Decision::Warn,
            MemberCommand::WarnMember {
                case_id,
                policy_reason,
                at,
            },
        ),
        (
            mute,
            MemberCommand::MuteMember {
                case_id,
                policy_reason,
                until: minute(0) + Duration::days(2),
                at,
            },
        ),
        (
            Decision::Suspend,
            MemberCommand::SuspendMember {
                case_id,
                policy_reason,
                at,
            },
        ),
        (
            Decision::Ban,
            MemberCommand::BanMember {
                case_id,
                policy_reason,
                at,
            },
        ),
    ] {
        assert_eq!(
            commands(&decided(decision, &[])),
            [to_member(1, command), lift()]
        );
    }
    assert_eq!(commands(&decided(Decision::Dismiss, &[])), [lift()]);
}

#[test]
fn reporters_of_bad_faith_are_muted_as_reporters() {
    let mute = MemberCommand::MuteReporter {
        case_id: case_id(1),
        at: now(),
    };
    assert_eq!(
        commands(&decided(Decision::Dismiss, &[2, 3])),
        [lift(), to_member(2, mute.clone()), to_member(3, mute)]
    );
}

#[test]
fn an_appeal_that_is_won_reinstates_and_one_that_is_lost_does_not() {
    let judged = |outcome| {
        of_case(CaseEvent::AppealDecided {
            subject: member(1),
            outcome,
            decision: Decision::Ban,
            note: None,
            by: staff(2),
            at: minute(0),
        })
    };
    let reinstate = MemberCommand::ReinstateMember {
        case_id: case_id(1),
        cause: ReinstateCause::Appeal,
        at: now(),
    };
    let overturned = judged(AppealOutcome::Overturned);
    assert_eq!(commands(&overturned), [to_member(1, reinstate)]);
    assert_eq!(commands(&judged(AppealOutcome::Upheld)), []);
}

#[test]
fn what_a_senior_lifts_ends() {
    let lifted = of_case(CaseEvent::SanctionLifted {
        subject: member(1),
        decision: Decision::Ban,
        note: None,
        by: staff(3),
        at: minute(0),
    });
    let reinstate = MemberCommand::ReinstateMember {
        case_id: case_id(1),
        cause: ReinstateCause::Lifted,
        at: now(),
    };
    assert_eq!(commands(&lifted), [to_member(1, reinstate)]);
}

fn sanctions() -> [MemberEvent; 3] {
    let (case_id, policy_reason) = (case_id(1), PolicyReason::Spam);
    let (strike_until, at) = (hour(90 * 24), minute(0));
    [
        MemberEvent::MemberMuted {
            case_id,
            policy_reason,
            until: hour(24),
            strike_until,
            at,
        },
        MemberEvent::MemberSuspended {
            case_id,
            policy_reason,
            strike_until,
            at,
        },
        MemberEvent::MemberBanned {
            case_id,
            policy_reason,
            strike_until,
            at,
        },
    ]
}

fn held() -> MemberEvent {
    MemberEvent::SearchHeld {
        case_id: case_id(1),
        until: hour(24),
        at: minute(0),
    }
}

#[test]
fn who_is_sanctioned_leaves_search_proposal_and_talk_at_once() {
    let end_chat = Reaction::Command(Command::Match(
        match_id(1),
        MatchCommand::EndChat {
            by: Some(member(1)),
            reason: ChatEndReason::Restricted,
            totals: Totals::default(),
            at: now(),
        },
    ));
    for event in sanctions() {
        let mut reactions = reactions_with(&Event::Member(member(1), event), &|_| engaged(1));
        reactions.truncate(3);
        assert_eq!(
            reactions,
            [
                end_search(1, EndReason::Restricted),
                withdraw(1, None, WithdrawReason::Restricted),
                end_chat.clone(),
            ]
        );
    }
}

#[test]
fn who_is_held_leaves_search_and_proposal_but_not_the_talk() {
    let reactions = reactions_with(&Event::Member(member(1), held()), &|_| engaged(1));
    assert_eq!(
        reactions,
        [
            end_search(1, EndReason::Restricted),
            withdraw(1, None, WithdrawReason::Restricted),
            schedule(TimerKey::HoldLapse(member(1)), hour(24)),
        ]
    );
}

fn schedule(key: TimerKey, due_at: domain::values::Timestamp) -> Reaction {
    Reaction::Schedule(Timer { key, due_at })
}

#[test]
fn mutes_and_strikes_have_their_deadlines() {
    let mute_end = TimerKey::MuteEnd(member(1), case_id(1));
    let strike = TimerKey::StrikeExpiry(member(1), case_id(1));
    for (number, event) in sanctions().into_iter().enumerate() {
        let scheduled = schedules(&Event::Member(member(1), event));
        let expiry = schedule(strike, hour(90 * 24));
        if number == 0 {
            assert_eq!(scheduled, [schedule(mute_end, hour(24)), expiry]);
        } else {
            assert_eq!(scheduled, [expiry]);
        }
    }
    let reinstated = |cause| {
        let (case_id, at) = (case_id(1), minute(0));
        Event::Member(
            member(1),
            MemberEvent::MemberReinstated { case_id, cause, at },
        )
    };
    assert_eq!(
        schedules(&reinstated(ReinstateCause::Appeal)),
        [Reaction::Cancel(mute_end), Reaction::Cancel(strike)]
    );
    assert_eq!(
        schedules(&reinstated(ReinstateCause::Lifted)),
        [Reaction::Cancel(mute_end)],
        "the strike runs on"
    );
    assert_eq!(schedules(&reinstated(ReinstateCause::TermOver)), []);
    let lifted = MemberEvent::SearchHoldLifted {
        because: HoldEnd::Reviewed,
        at: minute(0),
    };
    assert_eq!(
        schedules(&Event::Member(member(1), lifted)),
        [Reaction::Cancel(TimerKey::HoldLapse(member(1)))]
    );
}

fn schedules(event: &Event) -> Vec<Reaction> {
    let is_deadline =
        |reaction: &Reaction| matches!(reaction, Reaction::Schedule(_) | Reaction::Cancel(_));
    reactions(event).into_iter().filter(is_deadline).collect()
}

#[test]
fn their_deadlines_become_commands() {
    let case_id = case_id(1);
    for (key, command) in [
        (
            TimerKey::MuteEnd(member(1), case_id),
            MemberCommand::ReinstateMember {
                case_id,
                cause: ReinstateCause::TermOver,
                at: now(),
            },
        ),
        (
            TimerKey::StrikeExpiry(member(1), case_id),
            MemberCommand::ExpireStrike { case_id, at: now() },
        ),
        (
            TimerKey::HoldLapse(member(1)),
            MemberCommand::LiftSearchHold {
                because: HoldEnd::Lapsed,
                at: now(),
            },
        ),
    ] {
        let expected = Command::Member(member(1), command);
        assert_eq!(key.command(now()), Some(expected));
    }
}
