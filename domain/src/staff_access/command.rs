//! What can be written down of a look.

use super::Replayed;
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
}

impl StaffAccessCommand {
    /// Who looks.
    pub const fn by(&self) -> Actor {
        match self {
            Self::ViewCase { by, .. }
            | Self::ViewComment { by, .. }
            | Self::ViewMember { by, .. }
            | Self::ViewReplay { by, .. }
            | Self::ExportBundle { by, .. } => *by,
        }
    }
}
