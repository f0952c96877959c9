//! Folds a case into a row of the queue.

use cqrs_es::Aggregate;
use domain::Event;
use domain::moderation::{AppealOutcome, Case, CaseEvent, CaseState, PolicyReason, ReportReason};
use domain::values::{CaseId, MemberId, StaffId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Projection;
use crate::projection::stored;

/// One case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Which case.
    pub case_id: CaseId,
    /// About whom.
    pub subject: MemberId,
    /// Where it stands.
    pub state: CaseState,
    /// Whether any report cannot wait.
    pub urgent: bool,
    /// Why it was reported, each reason once.
    pub reasons: Vec<ReportReason>,
    /// How many reports it collected.
    pub reports: i32,
    /// How many events it is made of.
    pub events: i64,
    /// The first report.
    pub opened_at: Timestamp,
    /// The latest report.
    pub last_report_at: Timestamp,
    /// Who works on it.
    pub assigned_to: Option<StaffId>,
    /// When somebody first took it.
    pub first_assigned_at: Option<Timestamp>,
    /// Whether it waits for a senior.
    pub escalated: bool,
    /// What was decided, by its stable name.
    pub decision: Option<String>,
    /// On which rule it stands.
    pub policy_reason: Option<PolicyReason>,
    /// Who decided.
    pub decided_by: Option<StaffId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// When the decision was appealed.
    pub appealed_at: Option<Timestamp>,
    /// How the appeal was judged.
    pub appeal_outcome: Option<AppealOutcome>,
    /// When it was resolved, `None` while it is worked on.
    pub closed_at: Option<Timestamp>,
}

impl CaseRow {
    fn opened(case_id: CaseId, subject: MemberId, at: Timestamp) -> Self {
        Self {
            case_id,
            subject,
            state: CaseState::Open,
            urgent: false,
            reasons: Vec::new(),
            reports: 0,
            events: 0,
            opened_at: stored(at),
            last_report_at: stored(at),
            assigned_to: None,
            first_assigned_at: None,
            escalated: false,
            decision: None,
            policy_reason: None,
            decided_by: None,
            decided_at: None,
            appealed_at: None,
            appeal_outcome: None,
            closed_at: None,
        }
    }

    fn tell(&mut self, event: &CaseEvent) {
        self.events += 1;
        match event {
            CaseEvent::ReportFiled { reason, at, .. } => {
                self.urgent |= reason.is_urgent();
                if !self.reasons.contains(reason) {
                    self.reasons.push(*reason);
                }
                self.reports = self.reports.saturating_add(1);
                self.last_report_at = stored(*at);
            }
            CaseEvent::CaseAssigned { to, at } => {
                self.assigned_to = Some(*to);
                self.first_assigned_at.get_or_insert(stored(*at));
            }
            CaseEvent::CaseUnassigned { .. } => self.assigned_to = None,
            CaseEvent::CaseEscalated { .. } => {
                self.escalated = true;
                self.assigned_to = None;
            }
            CaseEvent::NoteAdded { .. } | CaseEvent::SanctionLifted { .. } => {}
            CaseEvent::DecisionMade {
                decision,
                policy_reason,
                by,
                at,
                ..
            } => {
                self.decision = Some(decision.name().to_owned());
                self.policy_reason = Some(*policy_reason);
                self.decided_by = Some(*by);
                self.decided_at = Some(stored(*at));
            }
            CaseEvent::AppealFiled { at, .. } => self.appealed_at = Some(stored(*at)),
            CaseEvent::CaseReopened { .. } => {
                self.state = CaseState::Appealed;
                self.assigned_to = None;
                self.escalated = false;
                self.closed_at = None;
            }
            CaseEvent::AppealDecided { outcome, .. } => self.appeal_outcome = Some(*outcome),
            CaseEvent::CaseClosed { at, .. } => {
                self.state = CaseState::Closed;
                self.closed_at = Some(stored(*at));
            }
        }
    }
}

/// One row per case.
#[derive(Clone, Copy, Debug)]
pub struct Cases;

impl Projection for Cases {
    const NAME: &'static str = "cases";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Case::TYPE];
    const KEY_COLUMN: &'static str = "case_id";

    type Key = CaseId;
    type Row = CaseRow;

    fn key(row: &CaseRow) -> CaseId {
        row.case_id
    }

    fn keys(event: &Event) -> Vec<CaseId> {
        match event {
            Event::Case(case_id, _) => vec![*case_id],
            _ => Vec::new(),
        }
    }

    fn apply(key: CaseId, row: &mut Option<CaseRow>, event: &Event) {
        let Event::Case(_, event) = event else {
            return;
        };
        if let CaseEvent::ReportFiled { subject, at, .. } = event {
            row.get_or_insert_with(|| CaseRow::opened(key, *subject, *at));
        }
        if let Some(row) = row {
            row.tell(event);
        }
    }
}
