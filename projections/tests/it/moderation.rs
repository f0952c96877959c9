//! What moderators read.

use chrono::{DateTime, Duration, Utc};
use cqrs_es::Aggregate;
use domain::Event;
use domain::member::{MemberEvent, Restraint};
use domain::moderation::{
    Case, CaseEvent, CaseState, Decision, DecisionTemplate, FiledReport, PolicyReason, ReportReason,
};
use domain::values::{CaseId, MatchId, MemberId, Pair, ReportId, StaffId};
use event_store::{Append, NewEvent};
use projections::cases::{self, Cases, Show};
use projections::reporters::{self, Reporters};
use projections::short_id::{self, Found};
use projections::subjects::{self, Subjects};
use projections::{Projection, find};
use uuid::Uuid;

use crate::system::System;

const HOUR: i64 = 3_600;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
}

fn member(number: u128) -> MemberId {
    MemberId(Uuid::from_u128(0x100 + number))
}

fn case_id(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(0x500 + number))
}

fn staff(number: u128) -> StaffId {
    StaffId(Uuid::from_u128(0x700 + number))
}

fn filed(report: u128, reporter: u128, reason: ReportReason, seconds: i64) -> FiledReport {
    FiledReport {
        report_id: ReportId(Uuid::from_u128(0x600 + report)),
        reporter: member(reporter),
        pair: Pair::new(member(1), member(reporter)).unwrap(),
        match_id: MatchId(Uuid::from_u128(0x300 + report)),
        reason,
        comment: None,
        counted: true,
        at: at(seconds),
    }
}

fn event_of(report: FiledReport, opens_case: bool) -> CaseEvent {
    CaseEvent::ReportFiled {
        report_id: report.report_id,
        reporter: report.reporter,
        subject: member(1),
        pair: report.pair,
        match_id: report.match_id,
        reason: report.reason,
        comment: None,
        counted: true,
        opens_case,
        at: report.at,
    }
}

/// Two reports, taken, decided: the whole life of a case.
fn life(number: u128, start: i64, decision: Decision, bad_faith: &[u128]) -> Vec<CaseEvent> {
    let reports = vec![
        filed(number * 10, 2, ReportReason::Abuse, start),
        filed(number * 10 + 1, 3, ReportReason::Danger, start + 60),
    ];
    vec![
        event_of(reports[0], true),
        event_of(reports[1], false),
        CaseEvent::CaseAssigned {
            to: staff(1),
            at: at(start + HOUR),
        },
        CaseEvent::DecisionMade {
            subject: member(1),
            decision,
            until: None,
            policy_reason: if decision.is_sanction() {
                PolicyReason::Threats
            } else {
                PolicyReason::NoViolation
            },
            template: DecisionTemplate::Plain,
            note: None,
            bad_faith: bad_faith.iter().map(|number| member(*number)).collect(),
            based_on: 3,
            appeal_until: None,
            by: staff(1),
            at: at(start + 2 * HOUR),
        },
        CaseEvent::CaseClosed {
            subject: member(1),
            decision,
            reports,
            at: at(start + 2 * HOUR),
        },
    ]
}

fn folded<P: Projection>(key: P::Key, events: &[Event]) -> P::Row {
    let mut row = None;
    for event in events {
        if P::keys(event).contains(&key) {
            P::apply(key, &mut row, event);
        }
    }
    row.unwrap()
}

fn of_case(number: u128, events: Vec<CaseEvent>) -> Vec<Event> {
    let event = |event| Event::Case(case_id(number), event);
    events.into_iter().map(event).collect()
}

#[test]
fn a_case_is_a_row_from_its_first_report_to_its_end() {
    let events = of_case(1, life(1, 0, Decision::Ban, &[]));
    let open = folded::<Cases>(case_id(1), &events[..3]);
    assert_eq!(open.state, CaseState::Open);
    assert_eq!(open.reasons, [ReportReason::Abuse, ReportReason::Danger]);
    assert!(open.urgent);
    assert_eq!((open.reports, open.events), (2, 3));
    assert_eq!(open.assigned_to, Some(staff(1)));
    let closed = folded::<Cases>(case_id(1), &events);
    assert_eq!(closed.state, CaseState::Closed);
    assert_eq!(closed.decision.as_deref(), Some("ban"));
    assert_eq!(closed.closed_at, Some(at(2 * HOUR)));
}

#[test]
fn an_appeal_brings_a_case_back_to_the_queue_without_its_moderator() {
    let mut events = life(1, 0, Decision::Ban, &[]);
    let subject = member(1);
    let text = domain::values::VaultRef(Uuid::nil());
    events.extend([
        CaseEvent::AppealFiled {
            subject,
            text,
            at: at(3 * HOUR),
        },
        CaseEvent::CaseReopened {
            subject,
            at: at(3 * HOUR),
        },
    ]);
    let row = folded::<Cases>(case_id(1), &of_case(1, events));
    assert_eq!(row.state, CaseState::Appealed);
    assert_eq!(row.assigned_to, None);
    assert_eq!(row.closed_at, None);
    assert_eq!(row.decided_by, Some(staff(1)));
}

#[test]
fn reporters_are_measured_by_what_their_reports_led_to() {
    let events = [
        of_case(1, life(1, 0, Decision::Warn, &[])),
        of_case(2, life(2, 9 * HOUR, Decision::Dismiss, &[3])),
        of_case(3, life(3, 18 * HOUR, Decision::Ban, &[])[..2].to_vec()),
    ]
    .concat();
    let reporter = folded::<Reporters>(member(3), &events);
    assert_eq!((reporter.filed, reporter.waiting), (3, 1));
    assert_eq!((reporter.upheld, reporter.dismissed), (1, 1));
    assert_eq!(reporter.bad_faith, 1);
    assert_eq!(reporter.right(), Some((1, 2)));
    let unanswered = folded::<Reporters>(member(3), &events[..=1]);
    assert_eq!(unanswered.right(), None);
}

#[test]
fn a_subject_has_strikes_sanctions_and_a_count_of_each() {
    let mut events = of_case(1, life(1, 0, Decision::Suspend, &[]));
    let strike_until = at(0) + Duration::days(90);
    let policy_reason = PolicyReason::Threats;
    for event in [
        MemberEvent::MemberWarned {
            case_id: case_id(1),
            policy_reason,
            strike_until,
            at: at(0),
        },
        MemberEvent::MemberSuspended {
            case_id: case_id(2),
            policy_reason,
            strike_until,
            at: at(0),
        },
    ] {
        events.push(Event::Member(member(1), event));
    }
    let subject = folded::<Subjects>(member(1), &events);
    assert_eq!((subject.reports, subject.cases), (2, 1));
    assert_eq!((subject.warnings, subject.suspensions), (1, 1));
    assert_eq!(subject.standing.strikes(at(0)), 2);
    assert_eq!(
        subject.standing.restraint(at(0)),
        Some(Restraint::Suspended)
    );
}

async fn append(system: &System, number: u128, events: Vec<CaseEvent>) {
    let events = events.into_iter().map(|event| NewEvent {
        event_type: event.name().to_owned(),
        event_version: event.version().to_owned(),
        payload: serde_json::to_value(event).unwrap(),
    });
    let append = Append {
        command_id: Uuid::from_u128(0x9000 + number),
        aggregate_type: Case::TYPE,
        aggregate_id: case_id(number).to_string(),
        expected_sequence: 0,
        events: events.collect(),
        metadata: std::collections::BTreeMap::new(),
        guards: Vec::new(),
        recorded_at: at(0),
    };
    system.log.append(append).await.unwrap();
}

#[tokio::test]
async fn the_queue_shows_what_is_asked_for_urgent_and_oldest_first() {
    let system = System::new().await;
    let calm = vec![event_of(filed(50, 4, ReportReason::Spam, 0), true)];
    append(&system, 5, calm).await;
    append(&system, 1, life(1, HOUR, Decision::Warn, &[])[..2].to_vec()).await;
    append(&system, 2, life(2, 0, Decision::Ban, &[])[..3].to_vec()).await;
    append(&system, 3, life(3, 0, Decision::Dismiss, &[])).await;
    for name in ["cases", "subjects", "reporters"] {
        system.rebuild(find(name).unwrap()).await.unwrap();
    }
    let shown = async |show| {
        let rows = cases::queue(&system.pool, show, 10).await.unwrap();
        rows.iter().map(|row| row.case_id).collect::<Vec<_>>()
    };
    assert_eq!(
        shown(Show::Waiting).await,
        [case_id(2), case_id(1), case_id(5)]
    );
    assert_eq!(shown(Show::Free).await, [case_id(1), case_id(5)]);
    assert_eq!(shown(Show::Of(staff(1))).await, [case_id(2)]);
    assert_eq!(shown(Show::Of(staff(2))).await, []);
    assert_eq!(shown(Show::Urgent).await, [case_id(2), case_id(1)]);
    assert_eq!(shown(Show::Escalated).await, []);
    assert_eq!(shown(Show::Appealed).await, []);
    assert_eq!(shown(Show::Closed).await, [case_id(3)]);
    let ages = cases::ages(&system.pool, at(2 * HOUR)).await.unwrap();
    assert_eq!(ages, [0, 3, 0]);
    let handling = cases::handling_since(&system.pool, at(0)).await.unwrap();
    assert_eq!(handling.decided, 1);
    assert_eq!(handling.median_until_taken_seconds, Some(3_600.0));
    assert_eq!(handling.median_until_decided_seconds, Some(7_200.0));
    let of = cases::of_subject(&system.pool, member(1)).await.unwrap();
    assert_eq!(of.len(), 4);
    let some = [case_id(1), case_id(3), case_id(9)];
    let some = cases::find_many(&system.pool, &some).await.unwrap();
    let some: Vec<_> = some.iter().map(|row| row.case_id).collect();
    assert_eq!(some, [case_id(1), case_id(3)]);
    let row = cases::find(&system.pool, case_id(3)).await.unwrap();
    assert_eq!(row.unwrap().state, CaseState::Closed);
    let subject = subjects::find(&system.pool, member(1)).await.unwrap();
    assert_eq!(subject.unwrap().cases, 4);
    let reporter = reporters::find(&system.pool, member(4)).await.unwrap();
    assert_eq!(reporter.unwrap().waiting, 1);
    assert_eq!(subjects::find(&system.pool, member(9)).await.unwrap(), None);
    let ending = async |end| short_id::ending(&system.pool, end).await.unwrap();
    assert_eq!(ending("000503").await, [Found::Case(case_id(3))]);
    assert_eq!(ending("000509").await, []);
    assert_eq!(ending("%").await, []);
    assert_eq!(ending("").await.len(), 4, "an end that everything has");
}
