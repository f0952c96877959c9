//! Appeals.

use chrono::Duration;
use domain::moderation::{
    Actor, AppealOutcome, CaseCommand, CaseError, CaseEvent, Decision, ReportReason,
};
use domain::values::Timestamp;

use crate::common::{filed, given_case, member, minute, moderator, staff, vault_ref};

use super::{decide, decided, opened, taken, verdict};

fn appeal(number: u128, at: Timestamp) -> CaseCommand {
    CaseCommand::FileAppeal {
        by: member(number),
        text: vault_ref(1),
        at,
    }
}

fn appealed() -> Vec<CaseEvent> {
    let (subject, at) = (member(1), minute(60));
    let text = vault_ref(1);
    let mut events = decided(Decision::Suspend);
    events.extend([
        CaseEvent::AppealFiled { subject, text, at },
        CaseEvent::CaseReopened { subject, at },
    ]);
    events
}

fn judge(by: Actor, outcome: AppealOutcome, expected_version: u64) -> CaseCommand {
    CaseCommand::DecideAppeal {
        by,
        outcome,
        note: None,
        expected_version,
        at: minute(90),
    }
}

fn judged(outcome: AppealOutcome) -> Vec<CaseEvent> {
    let (subject, decision, at) = (member(1), Decision::Suspend, minute(90));
    vec![
        CaseEvent::CaseAssigned { to: staff(2), at },
        CaseEvent::AppealDecided {
            subject,
            outcome,
            decision,
            note: None,
            by: staff(2),
            at,
        },
        CaseEvent::CaseClosed {
            subject,
            decision,
            reports: vec![],
            at,
        },
    ]
}

#[test]
fn the_subject_appeals_and_the_case_is_worked_on_again() {
    let expected = appealed().split_off(decided(Decision::Suspend).len());
    given_case(&decided(Decision::Suspend))
        .when(appeal(1, minute(60)))
        .then_expect_events(expected);
}

#[test]
fn nobody_else_appeals() {
    given_case(&decided(Decision::Suspend))
        .when(appeal(2, minute(60)))
        .then_expect_error(CaseError::NotTheSubject);
}

#[test]
fn there_is_nothing_to_appeal_before_a_decision_or_after_a_dismissal() {
    for case in [opened(), decided(Decision::Dismiss)] {
        given_case(&case)
            .when(appeal(1, minute(60)))
            .then_expect_error(CaseError::NothingToAppeal);
    }
}

#[test]
fn a_decision_is_appealed_within_20_days() {
    let end = minute(5) + Duration::days(20);
    let in_time = given_case(&decided(Decision::Ban)).when(appeal(1, end - Duration::seconds(1)));
    assert!(in_time.inspect_result().is_ok());
    given_case(&decided(Decision::Ban))
        .when(appeal(1, end))
        .then_expect_error(CaseError::AppealTooLate);
}

#[test]
fn there_is_one_appeal_per_decision() {
    let again = [appealed(), judged(AppealOutcome::Upheld)].concat();
    for case in [appealed(), again] {
        given_case(&case)
            .when(appeal(1, minute(120)))
            .then_expect_error(CaseError::AlreadyAppealed);
    }
}

#[test]
fn another_moderator_judges_the_appeal() {
    for outcome in [AppealOutcome::Upheld, AppealOutcome::Overturned] {
        given_case(&appealed())
            .when(judge(moderator(2), outcome, 6))
            .then_expect_events(judged(outcome));
        given_case(&appealed())
            .when(judge(moderator(1), outcome, 6))
            .then_expect_error(CaseError::OwnDecision);
    }
    given_case(&appealed())
        .when(CaseCommand::AssignCase {
            by: moderator(1),
            at: minute(70),
        })
        .then_expect_error(CaseError::OwnDecision);
}

#[test]
fn the_second_of_two_who_judge_sees_a_conflict() {
    given_case(&appealed())
        .when(judge(moderator(2), AppealOutcome::Upheld, 5))
        .then_expect_error(CaseError::Changed {
            expected: 5,
            actual: 6,
        });
    let over = [appealed(), judged(AppealOutcome::Upheld)].concat();
    given_case(&over)
        .when(judge(moderator(3), AppealOutcome::Overturned, 6))
        .then_expect_error(CaseError::AlreadyDecided(staff(1)));
}

#[test]
fn an_appeal_is_judged_and_not_decided_anew() {
    given_case(&appealed())
        .when(CaseCommand::DecideCase {
            by: moderator(2),
            verdict: verdict(Decision::Ban),
            expected_version: 6,
            at: minute(90),
        })
        .then_expect_error(CaseError::AppealPending);
    let held = [opened(), vec![taken(2)]].concat();
    given_case(&held)
        .when(judge(moderator(2), AppealOutcome::Upheld, 2))
        .then_expect_error(CaseError::NoAppeal);
}

#[test]
fn an_appealed_case_collects_no_reports() {
    let filed = filed(3, ReportReason::Spam);
    let CaseEvent::ReportFiled {
        report_id,
        reporter,
        subject,
        match_id,
        reason,
        comment,
        counted,
        at,
        ..
    } = filed
    else {
        panic!("a report");
    };
    given_case(&appealed())
        .when(CaseCommand::FileReport {
            report_id,
            reporter,
            subject,
            match_id,
            reason,
            comment,
            counted,
            at,
        })
        .then_expect_error(CaseError::Closed);
}

#[test]
fn somebody_elses_appeal_is_not_judged() {
    let held = [appealed(), vec![taken(3)]].concat();
    given_case(&held)
        .when(judge(moderator(2), AppealOutcome::Upheld, 7))
        .then_expect_error(CaseError::AssignedToAnother(staff(3)));
    given_case(&[])
        .when(decide(Decision::Warn, 0))
        .then_expect_error(CaseError::NotOpened);
}
