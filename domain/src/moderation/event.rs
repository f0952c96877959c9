//! What happened to a case.

use serde::{Deserialize, Serialize};

use super::{AppealOutcome, Decision, DecisionTemplate, FiledReport, PolicyReason, ReportReason};
use crate::values::{MatchId, MemberId, Pair, ReportId, StaffId, Timestamp, VaultRef};

/// Facts of one case's stream. The subject is in each that guards, policies or read models of the subject look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CaseEvent {
    /// A member was reported.
    ReportFiled {
        /// Which report.
        report_id: ReportId,
        /// Who reports.
        reporter: MemberId,
        /// About whom.
        subject: MemberId,
        /// Reporter and subject.
        pair: Pair,
        /// About which talk.
        match_id: MatchId,
        /// Why.
        reason: ReportReason,
        /// Where the vault keeps what the reporter adds.
        comment: Option<VaultRef>,
        /// Whether it counts as a signal: not from a reporter muted for bad faith.
        counted: bool,
        /// Whether it is the first one of the case.
        opens_case: bool,
        /// When.
        at: Timestamp,
    },
    /// A moderator took the case.
    CaseAssigned {
        /// Who.
        to: StaffId,
        /// When.
        at: Timestamp,
    },
    /// The case went back into the queue.
    CaseUnassigned {
        /// Who put it back.
        by: StaffId,
        /// When.
        at: Timestamp,
    },
    /// The case waits for a senior.
    CaseEscalated {
        /// Who escalated it.
        by: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Something was written down for the staff.
    NoteAdded {
        /// Who.
        by: StaffId,
        /// Where the vault keeps it.
        note: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// A moderator decided.
    DecisionMade {
        /// About whom.
        subject: MemberId,
        /// What.
        decision: Decision,
        /// Until when, for what ends by itself.
        until: Option<Timestamp>,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// The text for the subject.
        template: DecisionTemplate,
        /// What only staff see.
        note: Option<VaultRef>,
        /// Reporters who reported in bad faith.
        bad_faith: Vec<MemberId>,
        /// How many events of the case it was based on.
        based_on: u64,
        /// Until when the subject may appeal; `None` for a dismissal.
        appeal_until: Option<Timestamp>,
        /// Who decided.
        by: StaffId,
        /// When.
        at: Timestamp,
    },
    /// The subject disagrees with the latest decision.
    AppealFiled {
        /// Who.
        subject: MemberId,
        /// Where the vault keeps the text.
        text: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// The case is worked on again because of the appeal. It collects no reports: those open a case of their own.
    CaseReopened {
        /// About whom.
        subject: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Another moderator judged the appeal.
    AppealDecided {
        /// Whose appeal.
        subject: MemberId,
        /// How.
        outcome: AppealOutcome,
        /// The decision that stands or falls.
        decision: Decision,
        /// What only staff see.
        note: Option<VaultRef>,
        /// Who judged.
        by: StaffId,
        /// When.
        at: Timestamp,
    },
    /// A senior lifted what was decided before its time: it was right then and is enough now. It stays a strike.
    SanctionLifted {
        /// Whose.
        subject: MemberId,
        /// What was lifted.
        decision: Decision,
        /// What only staff see.
        note: Option<VaultRef>,
        /// Who lifted it.
        by: StaffId,
        /// When.
        at: Timestamp,
    },
    /// The case is resolved.
    CaseClosed {
        /// About whom.
        subject: MemberId,
        /// The decision it was resolved by.
        decision: Decision,
        /// Every report that is answered by it; none when an appeal closed the case.
        reports: Vec<FiledReport>,
        /// When.
        at: Timestamp,
    },
}

impl CaseEvent {
    /// The vault's value that it names: a comment, an appeal, or a note.
    pub const fn sealed(&self) -> Option<VaultRef> {
        match self {
            Self::NoteAdded { note, .. } => Some(*note),
            Self::AppealFiled { text, .. } => Some(*text),
            Self::ReportFiled { comment: named, .. }
            | Self::DecisionMade { note: named, .. }
            | Self::AppealDecided { note: named, .. }
            | Self::SanctionLifted { note: named, .. } => *named,
            Self::CaseAssigned { .. }
            | Self::CaseUnassigned { .. }
            | Self::CaseEscalated { .. }
            | Self::CaseReopened { .. }
            | Self::CaseClosed { .. } => None,
        }
    }

    /// When it happened.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::ReportFiled { at, .. }
            | Self::CaseAssigned { at, .. }
            | Self::CaseUnassigned { at, .. }
            | Self::CaseEscalated { at, .. }
            | Self::NoteAdded { at, .. }
            | Self::DecisionMade { at, .. }
            | Self::AppealFiled { at, .. }
            | Self::CaseReopened { at, .. }
            | Self::AppealDecided { at, .. }
            | Self::SanctionLifted { at, .. }
            | Self::CaseClosed { at, .. } => *at,
        }
    }
}

event_types! { CaseEvent:
    ReportFiled = "ReportFiled", "1";
    CaseAssigned = "CaseAssigned", "1";
    CaseUnassigned = "CaseUnassigned", "1";
    CaseEscalated = "CaseEscalated", "1";
    NoteAdded = "NoteAdded", "1";
    DecisionMade = "DecisionMade", "1";
    AppealFiled = "AppealFiled", "1";
    CaseReopened = "CaseReopened", "1";
    AppealDecided = "AppealDecided", "1";
    SanctionLifted = "SanctionLifted", "1";
    CaseClosed = "CaseClosed", "1";
}
