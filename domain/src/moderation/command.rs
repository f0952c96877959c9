//! What can be asked of a case.

use super::{AppealOutcome, Decision, DecisionTemplate, PolicyReason, ReportReason};
use crate::values::{MatchId, MemberId, ReportId, StaffId, StaffRole, Timestamp, VaultRef};

/// Who of the staff acts. The role comes in with the command: accounts are not part of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub staff: StaffId,
    /// With which role at this moment.
    pub role: StaffRole,
}

/// A decision with all that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What.
    pub decision: Decision,
    /// On which rule it stands.
    pub policy_reason: PolicyReason,
    /// The text for the subject.
    pub template: DecisionTemplate,
    /// What only staff see, in the vault under the subject's key.
    pub note: Option<VaultRef>,
    /// Reporters of this case who reported in bad faith.
    pub bad_faith: Vec<MemberId>,
}

/// Commands to one case's stream.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseCommand {
    /// Report a member; the first report opens the case. The caller has seen that the talk may be reported.
    FileReport {
        /// Which.
        report_id: ReportId,
        /// Who reports.
        reporter: MemberId,
        /// About whom.
        subject: MemberId,
        /// About which talk.
        match_id: MatchId,
        /// Why.
        reason: ReportReason,
        /// What the reporter adds, in the vault under the reporter's key.
        comment: Option<VaultRef>,
        /// Whether it counts as a signal: not from a reporter muted for bad faith.
        counted: bool,
        /// When.
        at: Timestamp,
    },
    /// Take the case.
    AssignCase {
        /// Who takes it.
        by: Actor,
        /// When.
        at: Timestamp,
    },
    /// Take the case if nobody else works on it, also for who could take it over: for a button that shows what was a while ago.
    TakeFreeCase {
        /// Who takes it.
        by: Actor,
        /// When.
        at: Timestamp,
    },
    /// Put it back into the queue.
    UnassignCase {
        /// Who.
        by: Actor,
        /// When.
        at: Timestamp,
    },
    /// Hand it to a senior.
    EscalateCase {
        /// Who.
        by: Actor,
        /// When.
        at: Timestamp,
    },
    /// Write something down for the staff.
    AddNote {
        /// Who.
        by: Actor,
        /// Where the vault keeps it, under the subject's key.
        note: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// Resolve the case.
    DecideCase {
        /// Who.
        by: Actor,
        /// What.
        verdict: Verdict,
        /// How many events of the case the moderator has seen ([`Case::version`](super::Case::version)).
        expected_version: u64,
        /// When.
        at: Timestamp,
    },
    /// The subject disagrees with the latest decision.
    FileAppeal {
        /// Who.
        by: MemberId,
        /// Where the vault keeps the text, under the subject's key.
        text: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// Lift the mute, suspension or ban of a resolved case before its time.
    LiftSanction {
        /// Who; a senior.
        by: Actor,
        /// What only staff see, in the vault under the subject's key.
        note: Option<VaultRef>,
        /// How many events of the case the senior has seen.
        expected_version: u64,
        /// When.
        at: Timestamp,
    },
    /// Judge the appeal.
    DecideAppeal {
        /// Who; not the one who decided.
        by: Actor,
        /// How.
        outcome: AppealOutcome,
        /// What only staff see.
        note: Option<VaultRef>,
        /// How many events of the case the moderator has seen.
        expected_version: u64,
        /// When.
        at: Timestamp,
    },
}
