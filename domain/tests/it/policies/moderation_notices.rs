//! Who is told what about reports, decisions, appeals and sanctions.

use domain::Event;
use domain::matching::{ChatEndReason, MatchEvent, Totals};
use domain::member::{HoldEnd, MemberEvent, ReinstateCause};
use domain::moderation::{AppealOutcome, CaseEvent, Decision, ReportReason};
use domain::policies::{Alert, Notice, Reaction, Standing, Template};

use crate::common::{
    case_id, filed, filed_report, hour, match_id, member, minute, pair, parties, staff,
};

use super::moderation::{decided, of_case};
use super::{reactions, reactions_with, tell};

/// What is told anew; that an earlier alert is put right has its own test.
fn notices(event: &Event) -> Vec<Reaction> {
    let is_told = |reaction: &Reaction| match reaction {
        Reaction::Alert(alert) => !matches!(alert, Alert::CaseMoved { .. }),
        Reaction::Notify(_) => true,
        _ => false,
    };
    reactions(event).into_iter().filter(is_told).collect()
}

#[test]
fn urgent_reports_alert_and_a_crisis_sends_help_to_the_other() {
    for reason in ReportReason::ALL {
        let alert = Reaction::Alert(Alert::UrgentReport {
            case_id: case_id(1),
            reason,
        });
        let expected = match reason {
            ReportReason::Crisis => vec![tell(1, Template::HelpOffered), alert],
            ReportReason::Danger | ReportReason::Minor => vec![alert],
            _ => vec![],
        };
        assert_eq!(notices(&of_case(filed(2, reason))), expected, "{reason:?}");
    }
}

#[test]
fn a_hold_that_lapsed_alerts_and_one_that_was_reviewed_does_not() {
    let lifted = |because| {
        let at = minute(0);
        Event::Member(member(1), MemberEvent::SearchHoldLifted { because, at })
    };
    let lapsed = Reaction::Alert(Alert::HoldLapsed { member: member(1) });
    assert_eq!(notices(&lifted(HoldEnd::Lapsed)), [lapsed]);
    assert_eq!(notices(&lifted(HoldEnd::Reviewed)), []);
}

#[test]
fn an_alert_is_put_right_whenever_its_case_moves() {
    let (by, to, at) = (staff(1), staff(1), minute(0));
    let moved = Reaction::Alert(Alert::CaseMoved {
        case_id: case_id(1),
    });
    for event in [
        CaseEvent::CaseAssigned { to, at },
        CaseEvent::CaseUnassigned { by, at },
        CaseEvent::CaseEscalated { by, at },
        CaseEvent::CaseClosed {
            subject: member(1),
            decision: Decision::Dismiss,
            reports: vec![],
            at,
        },
    ] {
        let reacted = reactions(&of_case(event.clone()));
        assert!(reacted.contains(&moved), "{event:?}: {reacted:?}");
    }
    assert!(!reactions(&of_case(filed(2, ReportReason::Danger))).contains(&moved));
}

#[test]
fn the_subject_hears_of_a_sanction_and_not_of_a_dismissal() {
    let told = tell(
        1,
        Template::Decided {
            case_id: case_id(1),
        },
    );
    assert_eq!(notices(&decided(Decision::Ban, &[])), [told]);
    assert_eq!(notices(&decided(Decision::Dismiss, &[2])), []);
}

#[test]
fn every_reporter_hears_the_outcome_in_one_sentence() {
    for decision in [Decision::Dismiss, Decision::Warn] {
        let closed = of_case(CaseEvent::CaseClosed {
            subject: member(1),
            decision,
            reports: [2, 3]
                .map(|number| filed_report(number, ReportReason::Abuse))
                .into(),
            at: minute(0),
        });
        let told = |number| {
            tell(
                number,
                Template::ReportAnswered {
                    match_id: match_id(number),
                    acted: decision == Decision::Warn,
                },
            )
        };
        assert_eq!(notices(&closed), [told(2), told(3)]);
    }
}

#[test]
fn the_end_of_a_mute_is_told_and_an_appeal_is_answered() {
    let reinstated = |cause| {
        let (case_id, at) = (case_id(1), minute(0));
        Event::Member(
            member(1),
            MemberEvent::MemberReinstated { case_id, cause, at },
        )
    };
    let over = tell(1, Template::MuteOver);
    assert_eq!(notices(&reinstated(ReinstateCause::TermOver)), [over]);
    let lifted = tell(1, Template::SanctionLifted);
    assert_eq!(notices(&reinstated(ReinstateCause::Lifted)), [lifted]);
    assert_eq!(notices(&reinstated(ReinstateCause::Appeal)), []);
    let (case_id, outcome) = (case_id(1), AppealOutcome::Upheld);
    let judged = of_case(CaseEvent::AppealDecided {
        subject: member(1),
        outcome,
        decision: Decision::Ban,
        note: None,
        by: staff(2),
        at: minute(0),
    });
    let answered = tell(1, Template::AppealAnswered { case_id, outcome });
    assert_eq!(notices(&judged), [answered]);
}

#[test]
fn after_a_report_nobody_is_asked_for_a_rating() {
    let ended = Event::Match(
        match_id(1),
        MatchEvent::ChatEnded {
            match_id: match_id(1),
            by: Some(member(1)),
            reason: ChatEndReason::Ended,
            totals: Totals::default(),
            parties: parties(),
            pair: pair(),
            restricted_until: hour(1),
            at: minute(0),
        },
    );
    for has_reported in [false, true] {
        let standing = |who| Standing {
            has_reported: has_reported && who == member(1),
            ..Standing::default()
        };
        let asked = reactions_with(&ended, &standing)
            .into_iter()
            .filter_map(|reaction| match reaction {
                Reaction::Notify(Notice {
                    template: Template::ChatClosed { ask_rating, .. },
                    ..
                }) => Some(ask_rating),
                _ => None,
            })
            .collect::<Vec<_>>();
        assert_eq!(asked, [!has_reported; 2]);
    }
}
