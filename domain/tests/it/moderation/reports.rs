//! Filing reports.

use domain::moderation::{CaseCommand, CaseError, Decision, ReportReason};

use crate::common::{filed, given_case, match_id, member, minute, report_id};

use super::{decided, opened};

/// Report `number` of member `number` about member 1 and talk `number`.
fn file(number: u128) -> CaseCommand {
    CaseCommand::FileReport {
        report_id: report_id(number),
        reporter: member(number),
        subject: member(1),
        match_id: match_id(number),
        reason: ReportReason::Abuse,
        comment: None,
        counted: true,
        at: minute(0),
    }
}

#[test]
fn the_first_report_opens_the_case_and_the_next_are_collected_by_it() {
    given_case(&[])
        .when(file(2))
        .then_expect_events(vec![filed(2, ReportReason::Abuse)]);
    given_case(&opened())
        .when(file(3))
        .then_expect_events(vec![filed(3, ReportReason::Abuse)]);
}

#[test]
fn nobody_reports_themselves() {
    given_case(&[])
        .when(file(1))
        .then_expect_error(CaseError::OwnReport);
}

#[test]
fn a_talk_is_reported_once_by_the_same_reporter() {
    given_case(&opened())
        .when(file(2))
        .then_expect_error(CaseError::AlreadyReported);
}

#[test]
fn the_same_reporter_may_report_another_talk() {
    let other_talk = CaseCommand::FileReport {
        report_id: report_id(9),
        reporter: member(2),
        subject: member(1),
        match_id: match_id(9),
        reason: ReportReason::Spam,
        comment: None,
        counted: true,
        at: minute(0),
    };
    let result = given_case(&opened()).when(other_talk).inspect_result();
    assert_eq!(result.unwrap().len(), 1);
}

#[test]
fn a_case_is_about_one_member() {
    let about_another = CaseCommand::FileReport {
        report_id: report_id(3),
        reporter: member(3),
        subject: member(4),
        match_id: match_id(3),
        reason: ReportReason::Spam,
        comment: None,
        counted: true,
        at: minute(0),
    };
    given_case(&opened())
        .when(about_another)
        .then_expect_error(CaseError::OtherSubject);
}

#[test]
fn a_closed_case_collects_nothing() {
    given_case(&decided(Decision::Warn))
        .when(file(3))
        .then_expect_error(CaseError::Closed);
}

#[test]
fn a_case_has_a_limit_of_reports() {
    let full: Vec<_> = (2..202).map(|n| filed(n, ReportReason::Spam)).collect();
    given_case(&full)
        .when(file(300))
        .then_expect_error(CaseError::TooManyReports);
}

#[test]
fn danger_crisis_and_minor_are_urgent() {
    let urgent: Vec<_> = ReportReason::ALL
        .into_iter()
        .filter(|reason| reason.is_urgent())
        .collect();
    assert_eq!(
        urgent,
        [
            ReportReason::Danger,
            ReportReason::Crisis,
            ReportReason::Minor
        ]
    );
    for reason in ReportReason::ALL {
        assert_eq!(ReportReason::from_name(reason.name()), Some(reason));
    }
}
