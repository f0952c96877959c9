//! What a case claims, requires and gives back.

use domain::guard::{Space, guards};
use domain::moderation::{CaseEvent, Decision, ReportReason, report_key};
use domain::values::Pair;
use domain::{Event, Guard};

use crate::common::{case_id, filed, match_id, member, minute, report_id, staff};

use super::closed;

fn of(event: CaseEvent) -> Vec<Guard> {
    guards(&Event::Case(case_id(1), event))
}

fn open_case() -> (Space, String, String) {
    (
        Space::OpenCases,
        member(1).to_string(),
        case_id(1).to_string(),
    )
}

fn apart(until: Option<domain::values::Timestamp>, number: u128) -> Guard {
    Guard::Restrict {
        space: Space::PairRestrictions,
        key: Pair::new(member(1), member(number)).unwrap().to_string(),
        holder: format!("report:{}", report_id(number)),
        until,
    }
}

fn report_claim(number: u128) -> Guard {
    Guard::Claim {
        space: Space::Reports,
        key: report_key(match_id(number), member(number)),
        holder: report_id(number).to_string(),
    }
}

#[test]
fn the_first_report_claims_the_subject_and_keeps_the_pair_apart() {
    let (space, key, holder) = open_case();
    assert_eq!(
        of(filed(2, ReportReason::Abuse)),
        vec![
            Guard::Claim { space, key, holder },
            report_claim(2),
            apart(None, 2)
        ]
    );
}

#[test]
fn further_reports_need_the_case_to_be_the_open_one() {
    let (space, key, holder) = open_case();
    assert_eq!(
        of(filed(3, ReportReason::Abuse)),
        vec![
            Guard::Require { space, key, holder },
            report_claim(3),
            apart(None, 3)
        ]
    );
}

#[test]
fn a_closed_case_gives_back_all_it_held() {
    let (space, key, holder) = open_case();
    assert_eq!(
        of(closed(Decision::Dismiss)),
        vec![
            Guard::Release {
                space: Space::Reports,
                key: report_key(match_id(2), member(2)),
                holder: report_id(2).to_string(),
            },
            apart(Some(minute(5)), 2),
            Guard::Release { space, key, holder },
        ]
    );
}

#[test]
fn work_on_a_case_holds_nothing() {
    assert_eq!(
        of(CaseEvent::CaseAssigned {
            to: staff(1),
            at: minute(1)
        }),
        vec![]
    );
}
