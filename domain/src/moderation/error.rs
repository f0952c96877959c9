//! Which rule a case command broke.

use crate::values::StaffId;

/// Rejections of the case aggregate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// There is no such case.
    #[error("there is no such case")]
    NotOpened,
    /// Nobody reports themselves.
    #[error("nobody reports themselves")]
    OwnReport,
    /// The case is about somebody else.
    #[error("the case is about another member")]
    OtherSubject,
    /// This reporter has an open report about this talk.
    #[error("the talk is reported already")]
    AlreadyReported,
    /// Another case about the subject is open: reports go there.
    #[error("another case about this member is open")]
    OtherCaseOpen,
    /// The case is resolved: a new report opens another.
    #[error("the case is closed")]
    Closed,
    /// The case collects no more reports.
    #[error("the case has more reports than anyone can read")]
    TooManyReports,
    /// The role does not work on cases.
    #[error("this role does not work on cases")]
    NotAModerator,
    /// The case was escalated: a senior has to do this.
    #[error("the case was escalated to a senior")]
    NeedsSenior,
    /// Somebody else works on the case.
    #[error("the case is assigned to another moderator")]
    AssignedToAnother(StaffId),
    /// Nobody works on the case.
    #[error("the case is assigned to nobody")]
    NotAssigned,
    /// Something happened to the case since the moderator looked: nothing is overwritten.
    #[error("the case changed: {expected} events seen, {actual} by now")]
    Changed {
        /// What the moderator has seen.
        expected: u64,
        /// What there is.
        actual: u64,
    },
    /// Somebody else decided meanwhile.
    #[error("the case is decided")]
    AlreadyDecided(StaffId),
    /// A sanction needs a broken rule, a dismissal none.
    #[error("the reason does not fit the decision")]
    ReasonDoesNotFit,
    /// A call for help is never a violation by itself.
    #[error("reports of a crisis alone do not lead to a sanction")]
    CrisisAlone,
    /// Only who reported here can have done so in bad faith.
    #[error("not a reporter of this case")]
    NotAReporter,
    /// Only the subject appeals.
    #[error("only the subject of the case appeals")]
    NotTheSubject,
    /// There is no decision against the subject.
    #[error("there is no decision to appeal")]
    NothingToAppeal,
    /// One appeal per decision.
    #[error("the decision was appealed before")]
    AlreadyAppealed,
    /// More than 20 days have passed.
    #[error("the time for an appeal is over")]
    AppealTooLate,
    /// The appeal has to be judged, not the reports.
    #[error("an appeal waits to be judged")]
    AppealPending,
    /// No appeal waits.
    #[error("no appeal waits to be judged")]
    NoAppeal,
    /// Only a senior lifts a sanction.
    #[error("a sanction is lifted by a senior")]
    SeniorLifts,
    /// There is no sanction in force: none was decided, it is over, it fell with an appeal, or it was lifted before.
    #[error("no sanction is in force")]
    NothingToLift,
    /// Nobody judges the appeal against their own decision.
    #[error("an appeal is judged by another moderator")]
    OwnDecision,
}
