//! The case's state.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{
    AppealOutcome, CaseCommand, CaseError, CaseEvent, Decision, DecisionTemplate, FiledReport,
    PolicyReason,
};
use crate::Rules;
use crate::values::{MemberId, StaffId, Timestamp, VaultRef};

/// Where a case stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Nothing happened.
    #[default]
    None,
    /// Reports wait for a decision.
    Open,
    /// An appeal waits to be judged.
    Appealed,
    /// Resolved.
    Closed,
}

/// An appeal against a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// Where the vault keeps the text.
    pub text: VaultRef,
    /// When it was filed.
    pub at: Timestamp,
    /// How it was judged, `None` while it waits.
    pub outcome: Option<AppealOutcome>,
}

/// The decision of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeDecision {
    /// What.
    pub decision: Decision,
    /// Until when, for what ends by itself.
    pub until: Option<Timestamp>,
    /// On which rule it stands.
    pub policy_reason: PolicyReason,
    /// The text for the subject.
    pub template: DecisionTemplate,
    /// Until when it may be appealed; `None` for a dismissal.
    pub appeal_until: Option<Timestamp>,
    /// Who decided.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The appeal, if there is one.
    pub appeal: Option<Appeal>,
    /// When a senior lifted it.
    pub lifted_at: Option<Timestamp>,
}

impl MadeDecision {
    /// Whether it keeps the subject from searching at this moment.
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        let has_fallen = self
            .appeal
            .is_some_and(|appeal| appeal.outcome == Some(AppealOutcome::Overturned));
        self.decision.restrains()
            && !has_fallen
            && self.lifted_at.is_none()
            && self.until.is_none_or(|until| until > at)
    }
}

/// One case as decided so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// About whom; `None` only before the first report.
    pub subject: Option<MemberId>,
    /// Where it stands.
    pub state: CaseState,
    /// Who works on it.
    pub assigned_to: Option<StaffId>,
    /// Whether it waits for a senior.
    pub escalated: bool,
    /// Every report, in the order in which they came.
    pub reports: Vec<FiledReport>,
    /// What was decided.
    pub decision: Option<MadeDecision>,
    /// How many events it is made of: who decides says how many they have seen.
    pub version: u64,
}

impl Aggregate for Case {
    const TYPE: &'static str = "case";
    type Command = CaseCommand;
    type Event = CaseEvent;
    type Error = CaseError;
    type Services = Rules;

    async fn handle(
        &mut self,
        command: Self::Command,
        _rules: &Rules,
        sink: &EventSink<Self>,
    ) -> Result<(), CaseError> {
        for event in self.decide(&command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CaseEvent) {
        self.version += 1;
        match event {
            CaseEvent::ReportFiled {
                report_id,
                reporter,
                subject,
                pair,
                match_id,
                reason,
                comment,
                counted,
                at,
                ..
            } => {
                self.subject = Some(subject);
                self.state = CaseState::Open;
                self.reports.push(FiledReport {
                    report_id,
                    reporter,
                    pair,
                    match_id,
                    reason,
                    comment,
                    counted,
                    at,
                });
            }
            CaseEvent::CaseAssigned { to, .. } => self.assigned_to = Some(to),
            CaseEvent::CaseUnassigned { .. } => self.assigned_to = None,
            CaseEvent::CaseEscalated { .. } => {
                self.escalated = true;
                self.assigned_to = None;
            }
            CaseEvent::NoteAdded { .. } => {}
            CaseEvent::DecisionMade {
                decision,
                until,
                policy_reason,
                template,
                appeal_until,
                by,
                at,
                ..
            } => {
                self.decision = Some(MadeDecision {
                    decision,
                    until,
                    policy_reason,
                    template,
                    appeal_until,
                    by,
                    at,
                    appeal: None,
                    lifted_at: None,
                });
            }
            CaseEvent::AppealFiled { text, at, .. } => {
                if let Some(decision) = &mut self.decision {
                    decision.appeal = Some(Appeal {
                        text,
                        at,
                        outcome: None,
                    });
                }
            }
            CaseEvent::CaseReopened { .. } => {
                self.state = CaseState::Appealed;
                self.assigned_to = None;
                self.escalated = false;
            }
            CaseEvent::AppealDecided { outcome, .. } => self.judged(outcome),
            CaseEvent::SanctionLifted { at, .. } => self.lifted(at),
            CaseEvent::CaseClosed { .. } => self.state = CaseState::Closed,
        }
    }
}

impl Case {
    fn judged(&mut self, outcome: AppealOutcome) {
        if let Some(appeal) = self.decision.as_mut().and_then(|made| made.appeal.as_mut()) {
            appeal.outcome = Some(outcome);
        }
    }

    fn lifted(&mut self, at: Timestamp) {
        if let Some(made) = &mut self.decision {
            made.lifted_at = Some(at);
        }
    }
}
