//! Deciding.

use domain::moderation::{
    Actor, CaseCommand, CaseError, CaseEvent, Decision, MuteDays, MuteDaysOutOfRange, PolicyReason,
    ReportReason, Verdict,
};
use domain::values::StaffRole;

use crate::common::{filed, given_case, member, minute, moderator, senior, staff};

use super::{closed, decide, decided, made, opened, taken, verdict};

fn mute(days: u16) -> Decision {
    Decision::Mute {
        days: MuteDays::try_from(days).unwrap(),
    }
}

fn held() -> Vec<CaseEvent> {
    [opened(), vec![taken(1)]].concat()
}

fn decide_by(by: Actor, verdict: Verdict, expected_version: u64) -> CaseCommand {
    CaseCommand::DecideCase {
        by,
        verdict,
        expected_version,
        at: minute(5),
    }
}

#[test]
fn every_decision_closes_the_case_and_answers_its_reports() {
    for decision in [
        Decision::Dismiss,
        Decision::Warn,
        mute(7),
        Decision::Suspend,
        Decision::Ban,
    ] {
        given_case(&held())
            .when(decide(decision, 2))
            .then_expect_events(vec![made(decision, 2), closed(decision)]);
    }
}

#[test]
fn who_decides_an_unassigned_case_has_taken_it() {
    let taken_now = CaseEvent::CaseAssigned {
        to: staff(1),
        at: minute(5),
    };
    given_case(&opened())
        .when(decide(Decision::Warn, 1))
        .then_expect_events(vec![
            taken_now,
            made(Decision::Warn, 1),
            closed(Decision::Warn),
        ]);
}

#[test]
fn the_second_of_two_who_decide_sees_a_conflict() {
    given_case(&decided(Decision::Warn))
        .when(decide_by(moderator(2), verdict(Decision::Ban), 2))
        .then_expect_error(CaseError::AlreadyDecided(staff(1)));
}

#[test]
fn a_decision_on_what_changed_meanwhile_is_a_conflict() {
    let grown = [held(), vec![filed(3, ReportReason::Danger)]].concat();
    given_case(&grown)
        .when(decide(Decision::Dismiss, 2))
        .then_expect_error(CaseError::Changed {
            expected: 2,
            actual: 3,
        });
}

#[test]
fn somebody_elses_case_is_not_decided() {
    given_case(&held())
        .when(decide_by(senior(2), verdict(Decision::Warn), 2))
        .then_expect_error(CaseError::AssignedToAnother(staff(1)));
}

#[test]
fn an_escalated_case_is_decided_by_a_senior() {
    let escalated = CaseEvent::CaseEscalated {
        by: staff(1),
        at: minute(2),
    };
    let waiting = [held(), vec![escalated]].concat();
    given_case(&waiting)
        .when(decide(Decision::Warn, 3))
        .then_expect_error(CaseError::NeedsSenior);
    let by_senior = given_case(&waiting).when(decide_by(senior(2), verdict(Decision::Warn), 3));
    assert_eq!(by_senior.inspect_result().unwrap().len(), 3);
}

#[test]
fn an_analyst_decides_nothing() {
    let analyst = Actor {
        staff: staff(3),
        role: StaffRole::Analyst,
    };
    given_case(&opened())
        .when(decide_by(analyst, verdict(Decision::Warn), 1))
        .then_expect_error(CaseError::NotAModerator);
}

#[test]
fn a_sanction_names_a_broken_rule_and_a_dismissal_none() {
    for (decision, policy_reason) in [
        (Decision::Ban, PolicyReason::NoViolation),
        (Decision::Warn, PolicyReason::NeedsHelp),
        (Decision::Dismiss, PolicyReason::Spam),
    ] {
        let unfitting = Verdict {
            policy_reason,
            ..verdict(decision)
        };
        given_case(&held())
            .when(decide_by(moderator(1), unfitting, 2))
            .then_expect_error(CaseError::ReasonDoesNotFit);
    }
}

#[test]
fn a_call_for_help_alone_never_leads_to_a_sanction() {
    let crisis = vec![
        filed(2, ReportReason::Crisis),
        filed(3, ReportReason::Crisis),
    ];
    for decision in [Decision::Warn, mute(1), Decision::Suspend, Decision::Ban] {
        given_case(&crisis)
            .when(decide(decision, 2))
            .then_expect_error(CaseError::CrisisAlone);
    }
    let dismissed = given_case(&crisis).when(decide(Decision::Dismiss, 2));
    assert!(dismissed.inspect_result().is_ok());
    let with_more = [crisis, vec![filed(4, ReportReason::Danger)]].concat();
    let banned = given_case(&with_more).when(decide(Decision::Ban, 3));
    assert!(banned.inspect_result().is_ok());
}

#[test]
fn bad_faith_is_said_of_reporters_of_this_case_only() {
    let blaming = |number| Verdict {
        bad_faith: vec![member(number)],
        ..verdict(Decision::Dismiss)
    };
    given_case(&held())
        .when(decide_by(moderator(1), blaming(7), 2))
        .then_expect_error(CaseError::NotAReporter);
    let told = given_case(&held()).when(decide_by(moderator(1), blaming(2), 2));
    assert!(told.inspect_result().is_ok());
}

#[test]
fn a_mute_lasts_1_to_30_days() {
    assert_eq!(MuteDays::try_from(0), Err(MuteDaysOutOfRange));
    assert_eq!(MuteDays::try_from(31), Err(MuteDaysOutOfRange));
    assert_eq!(
        mute(30).until(minute(0)),
        Some(minute(0) + chrono::Duration::days(30))
    );
    assert_eq!(Decision::Ban.until(minute(0)), None);
}

#[test]
fn nothing_is_decided_about_nobody() {
    given_case(&[])
        .when(decide(Decision::Warn, 0))
        .then_expect_error(CaseError::NotOpened);
}
