//! The rules across cases: one case that collects reports per subject, one open report per talk and reporter, and nobody is proposed
//! to whom they reported while nobody has looked.

use super::{CaseEvent, FiledReport};
use crate::guard::{Guard, REPORT, Space};
use crate::values::{CaseId, MatchId, MemberId, Pair, ReportId, Timestamp};

/// The key of a reporter's open report about a talk.
pub fn report_key(match_id: MatchId, reporter: MemberId) -> String {
    format!("{match_id}:{reporter}")
}

pub(crate) fn guards(case_id: CaseId, event: &CaseEvent) -> Vec<Guard> {
    match event {
        CaseEvent::ReportFiled {
            report_id,
            reporter,
            subject,
            pair,
            match_id,
            opens_case,
            ..
        } => {
            let (space, key) = (Space::OpenCases, subject.to_string());
            let holder = case_id.to_string();
            let collects = if *opens_case {
                Guard::Claim { space, key, holder }
            } else {
                Guard::Require { space, key, holder }
            };
            vec![
                collects,
                Guard::Claim {
                    space: Space::Reports,
                    key: report_key(*match_id, *reporter),
                    holder: report_id.to_string(),
                },
                apart(*pair, *report_id, None),
            ]
        }
        CaseEvent::CaseClosed {
            subject,
            reports,
            at,
            ..
        } => reports
            .iter()
            .flat_map(|report| answered(report, *at))
            .chain([Guard::Release {
                space: Space::OpenCases,
                key: subject.to_string(),
                holder: case_id.to_string(),
            }])
            .collect(),
        CaseEvent::CaseAssigned { .. }
        | CaseEvent::CaseUnassigned { .. }
        | CaseEvent::CaseEscalated { .. }
        | CaseEvent::NoteAdded { .. }
        | CaseEvent::DecisionMade { .. }
        | CaseEvent::AppealFiled { .. }
        | CaseEvent::CaseReopened { .. }
        | CaseEvent::SanctionLifted { .. }
        | CaseEvent::AppealDecided { .. } => Vec::new(),
    }
}

fn answered(report: &FiledReport, at: Timestamp) -> [Guard; 2] {
    [
        Guard::Release {
            space: Space::Reports,
            key: report_key(report.match_id, report.reporter),
            holder: report.report_id.to_string(),
        },
        apart(report.pair, report.report_id, Some(at)),
    ]
}

fn apart(pair: Pair, report_id: ReportId, until: Option<Timestamp>) -> Guard {
    Guard::Restrict {
        space: Space::PairRestrictions,
        key: pair.to_string(),
        holder: format!("{REPORT}{report_id}"),
        until,
    }
}
