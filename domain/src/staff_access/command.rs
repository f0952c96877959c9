//! What can be written down of a look and of an account.

use super::{Replayed, StaffingCommand};
use crate::moderation::Actor;
use crate::values::{CaseId, MemberId, ReportId, Timestamp};

/// Commands to one person's stream of a day.
#[derive(Clone, Debug, PartialEq)]
pub enum StaffAccessCommand {
    /// A case is opened.
    ViewCase {
        /// Who.
        by: Actor,
        /// Which.
        case_id: CaseId,
        /// When.
        at: Timestamp,
    },
    /// What a reporter wrote is opened.
    ViewComment {
        /// Who.
        by: Actor,
        /// In which case.
        case_id: CaseId,
        /// Of which report.
        report_id: ReportId,
        /// When.
        at: Timestamp,
    },
    /// A member is opened.
    ViewMember {
        /// Who.
        by: Actor,
        /// Which.
        member: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Something is looked at as it was.
    ViewReplay {
        /// Who.
        by: Actor,
        /// What.
        of: Replayed,
        /// As of which position of the log.
        as_of: i64,
        /// When.
        at: Timestamp,
    },
    /// A case leaves the system as a bundle.
    ExportBundle {
        /// Who.
        by: Actor,
        /// Which case.
        case_id: CaseId,
        /// Up to which position of the log.
        position: i64,
        /// When.
        at: Timestamp,
    },
    /// Something becomes of an account, or somebody comes in by it.
    Staffing(StaffingCommand),
}
