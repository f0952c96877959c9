//! Cases as the queue shows them.

use std::collections::HashMap;

use app::{AppError, caught_up};
use chrono::Duration;
use domain::moderation::{AppealOutcome, CaseState, ReportReason};
use domain::values::{CaseId, MemberId, StaffId, Timestamp};
use projections::Projection;
use projections::cases::{Cases, Show};

use super::desk::DeskParts;
use super::signed_in::SignedIn;

/// By when somebody should have decided an urgent case …
const URGENT_TARGET: Duration = Duration::hours(1);
/// … and any other.
const TARGET: Duration = Duration::hours(24);
/// The most rows of a queue; whoever has more filters.
const MOST_ROWS: i64 = 200;

/// Which cases are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// Those that wait for a decision.
    Open,
    /// Those of whoever asks.
    Mine,
    /// Those that nobody works on.
    Free,
    /// Those that cannot wait.
    Urgent,
    /// Those that wait for a senior.
    Escalated,
    /// Those that an appeal reopened.
    Appeals,
    /// Those that are resolved.
    Resolved,
}

impl Filter {
    pub(super) const ALL: [Self; 7] = [
        Self::Open,
        Self::Free,
        Self::Mine,
        Self::Urgent,
        Self::Escalated,
        Self::Appeals,
        Self::Resolved,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mine => "mine",
            Self::Free => "free",
            Self::Urgent => "urgent",
            Self::Escalated => "escalated",
            Self::Appeals => "appeals",
            Self::Resolved => "resolved",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.name() == name)
    }

    const fn shows(self, me: StaffId) -> Show {
        match self {
            Self::Open => Show::Waiting,
            Self::Mine => Show::Of(me),
            Self::Free => Show::Free,
            Self::Urgent => Show::Urgent,
            Self::Escalated => Show::Escalated,
            Self::Appeals => Show::Appealed,
            Self::Resolved => Show::Closed,
        }
    }
}

/// One case in the queue.
#[derive(Clone, Debug)]
pub(super) struct CaseRow {
    pub(super) case_id: CaseId,
    pub(super) subject: MemberId,
    pub(super) state: CaseState,
    pub(super) urgent: bool,
    pub(super) escalated: bool,
    pub(super) assigned_to: Option<StaffId>,
    /// Who decided, for an appeal is judged by another.
    pub(super) decided_by: Option<StaffId>,
    /// What was decided, its stable name.
    pub(super) decision: Option<String>,
    pub(super) reasons: Vec<ReportReason>,
    pub(super) reports: i32,
    /// How an appeal against it was judged.
    pub(super) outcome: Option<&'static str>,
    /// Since when it waits, by the first report or the appeal; since when it is resolved, if it is.
    pub(super) since: Timestamp,
}

impl From<projections::cases::CaseRow> for CaseRow {
    fn from(row: projections::cases::CaseRow) -> Self {
        let since = match row.state {
            CaseState::Appealed => row.appealed_at,
            CaseState::Closed => row.closed_at,
            CaseState::None | CaseState::Open => None,
        };
        Self {
            case_id: row.case_id,
            subject: row.subject,
            state: row.state,
            urgent: row.urgent,
            escalated: row.escalated,
            assigned_to: row.assigned_to,
            decided_by: row.decided_by,
            decision: row.decision,
            reasons: row.reasons,
            reports: row.reports,
            outcome: row.appeal_outcome.as_ref().map(outcome_name),
            since: since.unwrap_or(row.opened_at),
        }
    }
}

impl CaseRow {
    /// Whether it waits for somebody of the staff.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, CaseState::Open | CaseState::Appealed)
    }

    /// The stable name of the state.
    pub(super) const fn state_name(&self) -> &'static str {
        match self.state {
            CaseState::None => "none",
            CaseState::Open if self.assigned_to.is_some() => "assigned",
            CaseState::Open => "open",
            CaseState::Appealed => "appealed",
            CaseState::Closed => "closed",
        }
    }

    /// By when it should be decided.
    pub(super) fn due_at(&self) -> Timestamp {
        self.since + if self.urgent { URGENT_TARGET } else { TARGET }
    }

    /// Whether this person can take it and decide.
    pub(super) fn is_for(&self, me: &SignedIn) -> bool {
        let staff = me.account.staff_id;
        let is_free = self.assigned_to.is_none_or(|holder| holder == staff);
        let is_within_role = !self.escalated || me.account.role.is_senior();
        let is_own_appeal = self.state == CaseState::Appealed && self.decided_by == Some(staff);
        self.is_open() && is_free && is_within_role && !is_own_appeal
    }
}

/// The stable name of an outcome.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates pass references"
)]
pub(super) const fn outcome_name(outcome: &AppealOutcome) -> &'static str {
    match outcome {
        AppealOutcome::Upheld => "upheld",
        AppealOutcome::Overturned => "overturned",
    }
}

/// The cases of a filter: urgent ones first, then those that wait longest; resolved ones the latest first.
pub(super) async fn load(
    desk: &DeskParts,
    filter: Filter,
    me: StaffId,
) -> Result<Vec<CaseRow>, AppError> {
    caught_up(desk.dispatcher.log(), Cases::NAME).await?;
    let rows = projections::cases::queue(&desk.pool, filter.shows(me), MOST_ROWS).await?;
    Ok(rows.into_iter().map(CaseRow::from).collect())
}

/// One case, as the read model has it once it has seen what is known by now.
pub(super) async fn find(desk: &DeskParts, case_id: CaseId) -> Result<Option<CaseRow>, AppError> {
    caught_up(desk.dispatcher.log(), Cases::NAME).await?;
    let row = projections::cases::find(&desk.pool, case_id).await?;
    Ok(row.map(CaseRow::from))
}

/// The cases about a member, the latest first.
pub(super) async fn about(desk: &DeskParts, member: MemberId) -> Result<Vec<CaseRow>, AppError> {
    caught_up(desk.dispatcher.log(), Cases::NAME).await?;
    let rows = projections::cases::of_subject(&desk.pool, member).await?;
    Ok(rows.into_iter().map(CaseRow::from).collect())
}

/// Some cases, the latest first.
pub(super) async fn of(desk: &DeskParts, cases: &[CaseId]) -> Result<Vec<CaseRow>, AppError> {
    caught_up(desk.dispatcher.log(), Cases::NAME).await?;
    let rows = projections::cases::find_many(&desk.pool, cases).await?;
    Ok(rows.into_iter().map(CaseRow::from).collect())
}

/// The next case that this person can decide.
pub(super) async fn next(desk: &DeskParts, me: &SignedIn) -> Result<Option<CaseId>, AppError> {
    let rows = load(desk, Filter::Open, me.account.staff_id).await?;
    let next = rows.into_iter().find(|row| row.is_for(me));
    Ok(next.map(|row| row.case_id))
}

/// What people of the staff are called.
pub(super) async fn names(desk: &DeskParts) -> Result<HashMap<StaffId, String>, AppError> {
    let accounts = desk.staff.list().await?;
    Ok(accounts
        .into_iter()
        .map(|account| (account.staff_id, account.name))
        .collect())
}
