//! Taking, releasing, escalating, noting.

use domain::moderation::{Actor, CaseCommand, CaseError, CaseEvent, Decision};
use domain::values::StaffRole;

use crate::common::{given_case, minute, moderator, senior, staff, vault_ref};

use super::{decided, opened, taken};

fn take(by: Actor) -> CaseCommand {
    CaseCommand::AssignCase { by, at: minute(1) }
}

fn take_free(by: Actor) -> CaseCommand {
    CaseCommand::TakeFreeCase { by, at: minute(1) }
}

fn release(by: Actor) -> CaseCommand {
    CaseCommand::UnassignCase { by, at: minute(2) }
}

fn escalate(by: Actor) -> CaseCommand {
    CaseCommand::EscalateCase { by, at: minute(2) }
}

fn note(by: Actor) -> CaseCommand {
    CaseCommand::AddNote {
        by,
        note: vault_ref(1),
        at: minute(2),
    }
}

fn opened_and(events: &[CaseEvent]) -> Vec<CaseEvent> {
    [opened(), events.to_vec()].concat()
}

fn escalated() -> CaseEvent {
    CaseEvent::CaseEscalated {
        by: staff(1),
        at: minute(2),
    }
}

#[test]
fn a_moderator_takes_a_case_once() {
    given_case(&opened())
        .when(take(moderator(1)))
        .then_expect_events(vec![taken(1)]);
    given_case(&opened_and(&[taken(1)]))
        .when(take(moderator(1)))
        .then_expect_events(vec![]);
}

#[test]
fn only_a_senior_takes_a_case_from_another() {
    given_case(&opened_and(&[taken(1)]))
        .when(take(moderator(2)))
        .then_expect_error(CaseError::AssignedToAnother(staff(1)));
    given_case(&opened_and(&[taken(1)]))
        .when(take(senior(2)))
        .then_expect_events(vec![taken(2)]);
}

#[test]
fn a_case_that_somebody_works_on_is_not_free_for_a_senior_either() {
    given_case(&opened())
        .when(take_free(moderator(1)))
        .then_expect_events(vec![taken(1)]);
    let held = opened_and(&[taken(1)]);
    given_case(&held)
        .when(take_free(moderator(1)))
        .then_expect_events(vec![]);
    for other in [moderator(2), senior(2)] {
        given_case(&held)
            .when(take_free(other))
            .then_expect_error(CaseError::AssignedToAnother(staff(1)));
    }
    let escalated = opened_and(&[taken(1), escalated()]);
    given_case(&escalated)
        .when(take_free(moderator(1)))
        .then_expect_error(CaseError::NeedsSenior);
    given_case(&escalated)
        .when(take_free(senior(2)))
        .then_expect_events(vec![taken(2)]);
}

#[test]
fn a_case_goes_back_by_who_holds_it_or_a_senior() {
    let unassigned = |number| CaseEvent::CaseUnassigned {
        by: staff(number),
        at: minute(2),
    };
    let held = opened_and(&[taken(1)]);
    given_case(&held)
        .when(release(moderator(1)))
        .then_expect_events(vec![unassigned(1)]);
    given_case(&held)
        .when(release(moderator(2)))
        .then_expect_error(CaseError::AssignedToAnother(staff(1)));
    given_case(&held)
        .when(release(senior(2)))
        .then_expect_events(vec![unassigned(2)]);
    given_case(&opened())
        .when(release(moderator(1)))
        .then_expect_error(CaseError::NotAssigned);
}

#[test]
fn an_escalated_case_waits_for_a_senior() {
    given_case(&opened_and(&[taken(1)]))
        .when(escalate(moderator(1)))
        .then_expect_events(vec![escalated()]);
    let waiting = opened_and(&[taken(1), escalated()]);
    given_case(&waiting)
        .when(take(moderator(1)))
        .then_expect_error(CaseError::NeedsSenior);
    given_case(&waiting)
        .when(take(senior(2)))
        .then_expect_events(vec![taken(2)]);
    given_case(&waiting)
        .when(escalate(moderator(1)))
        .then_expect_events(vec![]);
    given_case(&opened_and(&[taken(1)]))
        .when(escalate(moderator(2)))
        .then_expect_error(CaseError::AssignedToAnother(staff(1)));
}

#[test]
fn notes_are_taken_at_any_time_after_the_first_report() {
    let noted = CaseEvent::NoteAdded {
        by: staff(2),
        note: vault_ref(1),
        at: minute(2),
    };
    for case in [opened(), decided(Decision::Ban)] {
        given_case(&case)
            .when(note(moderator(2)))
            .then_expect_events(vec![noted.clone()]);
    }
}

#[test]
fn an_analyst_works_on_no_case() {
    let analyst = Actor {
        staff: staff(3),
        role: StaffRole::Analyst,
    };
    for command in [
        take(analyst),
        take_free(analyst),
        release(analyst),
        escalate(analyst),
        note(analyst),
    ] {
        given_case(&opened_and(&[taken(1)]))
            .when(command)
            .then_expect_error(CaseError::NotAModerator);
    }
}

#[test]
fn there_is_nothing_to_do_for_a_case_that_nobody_opened_or_that_is_decided() {
    for command in [
        take(moderator(1)),
        take_free(moderator(1)),
        release(moderator(1)),
        escalate(moderator(1)),
        note(moderator(1)),
    ] {
        given_case(&[])
            .when(command)
            .then_expect_error(CaseError::NotOpened);
    }
    for command in [
        take(moderator(2)),
        take_free(moderator(2)),
        release(moderator(2)),
        escalate(moderator(2)),
    ] {
        given_case(&decided(Decision::Warn))
            .when(command)
            .then_expect_error(CaseError::AlreadyDecided(staff(1)));
    }
}

#[test]
fn only_who_holds_the_case_reads_what_reporters_wrote() {
    use cqrs_es::Aggregate;
    let mut case = domain::moderation::Case::default();
    for event in opened() {
        case.apply(event);
    }
    assert!(!case.may_read_comments(staff(1)));
    case.apply(taken(1));
    assert!(case.may_read_comments(staff(1)));
    assert!(!case.may_read_comments(staff(2)));
}
