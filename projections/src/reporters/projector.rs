//! Folds reports and what came of them into one row per reporter. An appeal that is won does not blame the reporters: they count by
//! the first decision.

use cqrs_es::Aggregate;
use domain::Event;
use domain::moderation::{Case, CaseEvent};
use domain::values::{MemberId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Projection;
use crate::projection::stored;

/// One reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reporter {
    /// Who.
    pub member: MemberId,
    /// How many reports they filed.
    pub filed: i32,
    /// How many of them nobody has answered yet.
    pub waiting: i32,
    /// How many led to a sanction.
    pub upheld: i32,
    /// How many were dismissed.
    pub dismissed: i32,
    /// How many cases found bad faith.
    pub bad_faith: i32,
    /// The latest report.
    pub last_report_at: Timestamp,
}

impl Reporter {
    /// How many of the answered reports led to something, and how many were answered; `None` before the first answer.
    pub fn right(&self) -> Option<(i32, i32)> {
        let answered = self.upheld.saturating_add(self.dismissed);
        (answered > 0).then_some((self.upheld, answered))
    }

    fn answered(&mut self, reports: i32, is_upheld: bool) {
        self.waiting = self.waiting.saturating_sub(reports);
        let count = if is_upheld {
            &mut self.upheld
        } else {
            &mut self.dismissed
        };
        *count = count.saturating_add(reports);
    }
}

/// One row per member who reported.
#[derive(Clone, Copy, Debug)]
pub struct Reporters;

impl Projection for Reporters {
    const NAME: &'static str = "reporters";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE];
    const KEY_COLUMN: &'static str = "member";

    type Key = MemberId;
    type Row = Reporter;

    fn key(row: &Reporter) -> MemberId {
        row.member
    }

    fn keys(event: &Event) -> Vec<MemberId> {
        let mut members = match event {
            Event::Case(_, CaseEvent::ReportFiled { reporter, .. }) => vec![*reporter],
            Event::Case(_, CaseEvent::DecisionMade { bad_faith, .. }) => bad_faith.clone(),
            Event::Case(_, CaseEvent::CaseClosed { reports, .. }) => {
                reports.iter().map(|report| report.reporter).collect()
            }
            _ => Vec::new(),
        };
        members.sort_unstable();
        members.dedup();
        members
    }

    fn apply(key: MemberId, row: &mut Option<Reporter>, event: &Event) {
        if let Event::Case(_, CaseEvent::ReportFiled { at, .. }) = event {
            let reporter = row.get_or_insert_with(|| Reporter {
                member: key,
                filed: 0,
                waiting: 0,
                upheld: 0,
                dismissed: 0,
                bad_faith: 0,
                last_report_at: stored(*at),
            });
            reporter.filed = reporter.filed.saturating_add(1);
            reporter.waiting = reporter.waiting.saturating_add(1);
            reporter.last_report_at = stored(*at);
            return;
        }
        let Some(reporter) = row else { return };
        match event {
            Event::Case(_, CaseEvent::DecisionMade { .. }) => {
                reporter.bad_faith = reporter.bad_faith.saturating_add(1);
            }
            Event::Case(
                _,
                CaseEvent::CaseClosed {
                    reports, decision, ..
                },
            ) => {
                let own = reports.iter().filter(|report| report.reporter == key);
                let own = i32::try_from(own.count()).unwrap_or(i32::MAX);
                reporter.answered(own, decision.is_sanction());
            }
            _ => {}
        }
    }
}
