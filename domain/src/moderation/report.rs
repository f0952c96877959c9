//! What members report.

use serde::{Deserialize, Serialize};

use crate::values::{MatchId, MemberId, Pair, ReportId, Timestamp, VaultRef};

/// Why somebody is reported (product.md, "Safety").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportReason {
    /// Advertising, begging, fraud.
    Spam,
    /// Insults, harassment, pressure.
    Abuse,
    /// Threatens me or others.
    Danger,
    /// May harm themselves. A call for help, never a violation.
    Crisis,
    /// Under 18.
    Minor,
    /// Anything else.
    Other,
}

impl ReportReason {
    /// Every reason in display order.
    pub const ALL: [Self; 6] = [
        Self::Spam,
        Self::Abuse,
        Self::Danger,
        Self::Crisis,
        Self::Minor,
        Self::Other,
    ];

    /// The stable name: in callback data, in HTTP bodies, in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Abuse => "abuse",
            Self::Danger => "danger",
            Self::Crisis => "crisis",
            Self::Minor => "minor",
            Self::Other => "other",
        }
    }

    /// The reason of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// Whether the moderators are woken.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::Danger | Self::Crisis | Self::Minor)
    }

    /// Whether a single such report holds searching until a moderator looked.
    pub const fn holds_alone(self) -> bool {
        matches!(self, Self::Danger | Self::Minor)
    }
}

/// One report that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledReport {
    /// Which.
    pub report_id: ReportId,
    /// Who reports.
    pub reporter: MemberId,
    /// Reporter and subject.
    pub pair: Pair,
    /// About which talk.
    pub match_id: MatchId,
    /// Why.
    pub reason: ReportReason,
    /// What the reporter adds, if anything: in the vault, under the reporter's key.
    pub comment: Option<VaultRef>,
    /// Whether it counts as a signal: not from a reporter muted for bad faith.
    pub counted: bool,
    /// When.
    pub at: Timestamp,
}
