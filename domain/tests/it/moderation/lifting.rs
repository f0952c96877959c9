//! Sanctions that are lifted before their time.

use chrono::Duration;
use domain::moderation::{
    Actor, AppealOutcome, CaseCommand, CaseError, CaseEvent, Decision, MuteDays,
};
use domain::values::Timestamp;

use crate::common::{given_case, member, minute, moderator, senior, staff, vault_ref};

use super::{decided, opened};

/// What [`decided`] consists of.
const DECIDED: u64 = 4;

fn mute() -> Decision {
    let days = MuteDays::try_from(3).unwrap();
    Decision::Mute { days }
}

fn lift(by: Actor, expected_version: u64, at: Timestamp) -> CaseCommand {
    CaseCommand::LiftSanction {
        by,
        note: Some(vault_ref(5)),
        expected_version,
        at,
    }
}

fn lifted(decision: Decision, at: Timestamp) -> CaseEvent {
    CaseEvent::SanctionLifted {
        subject: member(1),
        decision,
        note: Some(vault_ref(5)),
        by: staff(3),
        at,
    }
}

fn appealed(decision: Decision) -> Vec<CaseEvent> {
    let (subject, text, at) = (member(1), vault_ref(1), minute(60));
    let mut events = decided(decision);
    events.extend([
        CaseEvent::AppealFiled { subject, text, at },
        CaseEvent::CaseReopened { subject, at },
    ]);
    events
}

#[test]
fn a_senior_lifts_what_keeps_somebody_from_searching() {
    for decision in [mute(), Decision::Suspend, Decision::Ban] {
        assert_eq!(decided(decision).len() as u64, DECIDED);
        given_case(&decided(decision))
            .when(lift(senior(3), DECIDED, minute(90)))
            .then_expect_events(vec![lifted(decision, minute(90))]);
    }
}

#[test]
fn a_moderator_does_not() {
    given_case(&decided(Decision::Suspend))
        .when(lift(moderator(1), DECIDED, minute(90)))
        .then_expect_error(CaseError::SeniorLifts);
}

#[test]
fn there_is_nothing_to_lift_where_nothing_is_in_force() {
    for decision in [Decision::Dismiss, Decision::Warn] {
        given_case(&decided(decision))
            .when(lift(senior(3), DECIDED, minute(90)))
            .then_expect_error(CaseError::NothingToLift);
    }
    given_case(&opened())
        .when(lift(senior(3), 1, minute(90)))
        .then_expect_error(CaseError::NothingToLift);
    given_case(&decided(mute()))
        .when(lift(senior(3), DECIDED, minute(5) + Duration::days(3)))
        .then_expect_error(CaseError::NothingToLift);
    let mut again = decided(Decision::Ban);
    again.push(lifted(Decision::Ban, minute(90)));
    given_case(&again)
        .when(lift(senior(3), DECIDED + 1, minute(95)))
        .then_expect_error(CaseError::NothingToLift);
}

#[test]
fn an_appeal_that_waits_is_judged_instead() {
    given_case(&appealed(Decision::Ban))
        .when(lift(senior(3), DECIDED + 2, minute(90)))
        .then_expect_error(CaseError::AppealPending);
}

#[test]
fn what_an_appeal_took_back_is_not_lifted_too() {
    let (subject, decision, at) = (member(1), Decision::Ban, minute(70));
    let mut fallen = appealed(decision);
    fallen.extend([
        CaseEvent::AppealDecided {
            subject,
            outcome: AppealOutcome::Overturned,
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
    ]);
    given_case(&fallen)
        .when(lift(senior(3), DECIDED + 4, minute(90)))
        .then_expect_error(CaseError::NothingToLift);
}

#[test]
fn who_lifts_has_seen_the_case_as_it_is() {
    given_case(&decided(Decision::Ban))
        .when(lift(senior(3), DECIDED - 1, minute(90)))
        .then_expect_error(CaseError::Changed {
            expected: DECIDED - 1,
            actual: DECIDED,
        });
}

#[test]
fn what_was_lifted_may_still_be_appealed_for_its_strike() {
    let mut events = decided(Decision::Suspend);
    events.push(lifted(Decision::Suspend, minute(30)));
    let appeal = given_case(&events).when(CaseCommand::FileAppeal {
        by: member(1),
        text: vault_ref(1),
        at: minute(60),
    });
    assert!(appeal.inspect_result().is_ok());
}
