//! What somebody of the staff opened.

use serde::{Deserialize, Serialize};

use crate::values::{CaseId, MatchId, MemberId, ReportId, StaffId, Timestamp};

/// What is looked at as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replayed {
    /// A member.
    Member(MemberId),
    /// A pair.
    Match(MatchId),
    /// A case.
    Case(CaseId),
}

/// Facts of one person's stream of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StaffAccessEvent {
    /// A case was opened.
    CaseViewed {
        /// Who.
        staff: StaffId,
        /// Which.
        case_id: CaseId,
        /// When.
        at: Timestamp,
    },
    /// What a reporter wrote was opened.
    CommentViewed {
        /// Who.
        staff: StaffId,
        /// In which case.
        case_id: CaseId,
        /// Of which report.
        report_id: ReportId,
        /// When.
        at: Timestamp,
    },
    /// A member was opened.
    MemberViewed {
        /// Who.
        staff: StaffId,
        /// Which.
        member: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Something was looked at as it was.
    ReplayViewed {
        /// Who.
        staff: StaffId,
        /// What.
        of: Replayed,
        /// As of which position of the log.
        as_of: i64,
        /// When.
        at: Timestamp,
    },
    /// A case left the system as a bundle.
    BundleExported {
        /// Who.
        staff: StaffId,
        /// Which case.
        case_id: CaseId,
        /// Up to which position of the log.
        position: i64,
        /// When.
        at: Timestamp,
    },
}

event_types! { StaffAccessEvent:
    CaseViewed = "CaseViewed", "1";
    CommentViewed = "CommentViewed", "1";
    MemberViewed = "MemberViewed", "1";
    ReplayViewed = "ReplayViewed", "1";
    BundleExported = "BundleExported", "1";
}
