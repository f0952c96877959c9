//! The case: reports, work, decisions, appeals.

mod appeals;
mod decisions;
mod guards;
mod lifting;
mod reports;
mod work;

use domain::moderation::{
    CaseCommand, CaseEvent, Decision, DecisionTemplate, PolicyReason, ReportReason, Verdict,
};

use crate::common::{filed, filed_report, member, minute, moderator, staff};

/// One report of member 2 about member 1.
fn opened() -> Vec<CaseEvent> {
    vec![filed(2, ReportReason::Abuse)]
}

fn taken(number: u128) -> CaseEvent {
    CaseEvent::CaseAssigned {
        to: staff(number),
        at: minute(1),
    }
}

fn verdict(decision: Decision) -> Verdict {
    Verdict {
        decision,
        policy_reason: if decision.is_sanction() {
            PolicyReason::Harassment
        } else {
            PolicyReason::NoViolation
        },
        template: DecisionTemplate::Plain,
        note: None,
        bad_faith: vec![],
    }
}

/// Moderator 1 decides having seen so many events.
fn decide(decision: Decision, expected_version: u64) -> CaseCommand {
    CaseCommand::DecideCase {
        by: moderator(1),
        verdict: verdict(decision),
        expected_version,
        at: minute(5),
    }
}

fn made(decision: Decision, based_on: u64) -> CaseEvent {
    CaseEvent::DecisionMade {
        subject: member(1),
        decision,
        until: decision.until(minute(5)),
        policy_reason: verdict(decision).policy_reason,
        template: DecisionTemplate::Plain,
        note: None,
        bad_faith: vec![],
        based_on,
        appeal_until: decision
            .is_sanction()
            .then(|| minute(5) + chrono::Duration::days(20)),
        by: staff(1),
        at: minute(5),
    }
}

fn closed(decision: Decision) -> CaseEvent {
    CaseEvent::CaseClosed {
        subject: member(1),
        decision,
        reports: vec![filed_report(2, ReportReason::Abuse)],
        at: minute(5),
    }
}

/// Opened, taken by moderator 1, decided, closed.
fn decided(decision: Decision) -> Vec<CaseEvent> {
    let mut events = opened();
    events.extend([taken(1), made(decision, 2), closed(decision)]);
    events
}
