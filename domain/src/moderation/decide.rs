//! The case's decisions.

use chrono::Duration;

use super::{
    Actor, AppealOutcome, Case, CaseCommand, CaseError, CaseEvent, CaseState, Decision, Verdict,
};
use crate::values::{MemberId, Pair, StaffId, Timestamp, VaultRef};

/// How long a decision may be appealed (product.md, "Safety").
const APPEAL_TIME: Duration = Duration::days(20);
/// The most reports of one case.
const MOST_REPORTS: usize = 200;

type Decided = Result<Vec<CaseEvent>, CaseError>;

impl Case {
    /// The events the command leads to, none when it changes nothing.
    pub fn decide(&self, command: &CaseCommand) -> Decided {
        match *command {
            CaseCommand::FileReport { .. } => self.file_report(command),
            CaseCommand::AssignCase { by, at } => self.assign(by, at),
            CaseCommand::TakeFreeCase { by, at } => {
                self.unresolved()?;
                self.may_work(by)?;
                self.nobody_else_works(by)?;
                self.assign(by, at)
            }
            CaseCommand::UnassignCase { by, at } => self.unassign(by, at),
            CaseCommand::EscalateCase { by, at } => self.escalate(by, at),
            CaseCommand::AddNote { by, note, at } => {
                self.opened()?;
                moderates(by)?;
                let by = by.staff;
                Ok(vec![CaseEvent::NoteAdded { by, note, at }])
            }
            CaseCommand::DecideCase {
                by,
                ref verdict,
                expected_version,
                at,
            } => self.decide_case(by, verdict, expected_version, at),
            CaseCommand::FileAppeal { by, text, at } => self.file_appeal(by, text, at),
            CaseCommand::DecideAppeal {
                by,
                outcome,
                note,
                expected_version,
                at,
            } => self.decide_appeal(by, outcome, note, expected_version, at),
            CaseCommand::LiftSanction {
                by,
                note,
                expected_version,
                at,
            } => self.lift_sanction(by, note, expected_version, at),
        }
    }

    /// Whether the comments of reporters may be opened by this person: only who works on the case (issue: decrypted for the
    /// assigned moderator only).
    pub fn may_read_comments(&self, staff: StaffId) -> bool {
        self.assigned_to == Some(staff)
    }

    fn opened(&self) -> Result<MemberId, CaseError> {
        self.subject.ok_or(CaseError::NotOpened)
    }

    /// The case waits for somebody of the staff.
    fn unresolved(&self) -> Result<MemberId, CaseError> {
        let subject = self.opened()?;
        match (self.state, &self.decision) {
            (CaseState::Closed, Some(made)) => Err(CaseError::AlreadyDecided(made.by)),
            (CaseState::Closed, None) => Err(CaseError::Closed),
            _ => Ok(subject),
        }
    }

    fn file_report(&self, command: &CaseCommand) -> Decided {
        let CaseCommand::FileReport {
            report_id,
            reporter,
            subject,
            match_id,
            reason,
            comment,
            counted,
            at,
        } = *command
        else {
            return Ok(Vec::new());
        };
        let pair = Pair::new(reporter, subject).ok_or(CaseError::OwnReport)?;
        match self.state {
            CaseState::None | CaseState::Open => {}
            CaseState::Appealed | CaseState::Closed => return Err(CaseError::Closed),
        }
        if self.subject.is_some_and(|known| known != subject) {
            return Err(CaseError::OtherSubject);
        }
        let is_same = |(known, talk)| known == reporter && talk == match_id;
        let mut filed = self.reports.iter();
        if filed.any(|report| is_same((report.reporter, report.match_id))) {
            return Err(CaseError::AlreadyReported);
        }
        if self.reports.len() >= MOST_REPORTS {
            return Err(CaseError::TooManyReports);
        }
        Ok(vec![CaseEvent::ReportFiled {
            report_id,
            reporter,
            subject,
            pair,
            match_id,
            reason,
            comment,
            counted,
            opens_case: self.state == CaseState::None,
            at,
        }])
    }

    /// Somebody else's case stays theirs, unless a senior takes it over.
    fn assign(&self, by: Actor, at: Timestamp) -> Decided {
        self.unresolved()?;
        self.may_work(by)?;
        match self.assigned_to {
            Some(holder) if holder == by.staff => Ok(Vec::new()),
            Some(holder) if !by.role.is_senior() => Err(CaseError::AssignedToAnother(holder)),
            _ => Ok(vec![CaseEvent::CaseAssigned { to: by.staff, at }]),
        }
    }

    fn unassign(&self, by: Actor, at: Timestamp) -> Decided {
        self.unresolved()?;
        moderates(by)?;
        match self.assigned_to {
            None => Err(CaseError::NotAssigned),
            Some(holder) if holder != by.staff && !by.role.is_senior() => {
                Err(CaseError::AssignedToAnother(holder))
            }
            Some(_) => Ok(vec![CaseEvent::CaseUnassigned { by: by.staff, at }]),
        }
    }

    fn escalate(&self, by: Actor, at: Timestamp) -> Decided {
        self.unresolved()?;
        moderates(by)?;
        if self.escalated {
            return Ok(Vec::new());
        }
        self.nobody_else_works(by)?;
        Ok(vec![CaseEvent::CaseEscalated { by: by.staff, at }])
    }

    fn decide_case(
        &self,
        by: Actor,
        verdict: &Verdict,
        expected_version: u64,
        at: Timestamp,
    ) -> Decided {
        let subject = self.unresolved()?;
        self.seen(expected_version)?;
        if self.state == CaseState::Appealed {
            return Err(CaseError::AppealPending);
        }
        self.may_work(by)?;
        self.nobody_else_works(by)?;
        self.fits(verdict)?;
        let Verdict {
            decision,
            policy_reason,
            template,
            note,
            ref bad_faith,
        } = *verdict;
        let mut events = self.taken_by(by.staff, at);
        events.push(CaseEvent::DecisionMade {
            subject,
            decision,
            until: decision.until(at),
            policy_reason,
            template,
            note,
            bad_faith: bad_faith.clone(),
            based_on: expected_version,
            appeal_until: decision.is_sanction().then(|| at + APPEAL_TIME),
            by: by.staff,
            at,
        });
        events.push(CaseEvent::CaseClosed {
            subject,
            decision,
            reports: self.reports.clone(),
            at,
        });
        Ok(events)
    }

    fn fits(&self, verdict: &Verdict) -> Result<(), CaseError> {
        if verdict.decision.is_sanction() != verdict.policy_reason.is_violation() {
            return Err(CaseError::ReasonDoesNotFit);
        }
        let mut reports = self.reports.iter();
        let only_crisis = reports.all(|report| report.reason == super::ReportReason::Crisis);
        if verdict.decision.is_sanction() && only_crisis {
            return Err(CaseError::CrisisAlone);
        }
        let reported = |member: &MemberId| {
            let mut reports = self.reports.iter();
            reports.any(|report| report.reporter == *member)
        };
        if !verdict.bad_faith.iter().all(reported) {
            return Err(CaseError::NotAReporter);
        }
        Ok(())
    }

    /// Whether this member may appeal the decision now; says whose case it is.
    pub fn may_appeal(&self, by: MemberId, at: Timestamp) -> Result<MemberId, CaseError> {
        let subject = self.opened()?;
        if by != subject {
            return Err(CaseError::NotTheSubject);
        }
        let made = self.decision.as_ref().ok_or(CaseError::NothingToAppeal)?;
        let until = made.appeal_until.ok_or(CaseError::NothingToAppeal)?;
        if made.appeal.is_some() {
            return Err(CaseError::AlreadyAppealed);
        }
        if at >= until {
            return Err(CaseError::AppealTooLate);
        }
        Ok(subject)
    }

    fn file_appeal(&self, by: MemberId, text: VaultRef, at: Timestamp) -> Decided {
        let subject = self.may_appeal(by, at)?;
        Ok(vec![
            CaseEvent::AppealFiled { subject, text, at },
            CaseEvent::CaseReopened { subject, at },
        ])
    }

    fn decide_appeal(
        &self,
        by: Actor,
        outcome: AppealOutcome,
        note: Option<VaultRef>,
        expected_version: u64,
        at: Timestamp,
    ) -> Decided {
        let subject = self.unresolved()?;
        self.seen(expected_version)?;
        if self.state != CaseState::Appealed {
            return Err(CaseError::NoAppeal);
        }
        self.may_work(by)?;
        self.nobody_else_works(by)?;
        let decision = self.decided()?;
        let mut events = self.taken_by(by.staff, at);
        events.push(CaseEvent::AppealDecided {
            subject,
            outcome,
            decision,
            note,
            by: by.staff,
            at,
        });
        events.push(CaseEvent::CaseClosed {
            subject,
            decision,
            reports: Vec::new(),
            at,
        });
        Ok(events)
    }

    fn lift_sanction(
        &self,
        by: Actor,
        note: Option<VaultRef>,
        expected_version: u64,
        at: Timestamp,
    ) -> Decided {
        let subject = self.opened()?;
        self.seen(expected_version)?;
        if !by.role.is_senior() {
            return Err(CaseError::SeniorLifts);
        }
        if self.state == CaseState::Appealed {
            return Err(CaseError::AppealPending);
        }
        let made = self.decision.as_ref().ok_or(CaseError::NothingToLift)?;
        if !made.is_in_force(at) {
            return Err(CaseError::NothingToLift);
        }
        Ok(vec![CaseEvent::SanctionLifted {
            subject,
            decision: made.decision,
            note,
            by: by.staff,
            at,
        }])
    }

    fn decided(&self) -> Result<Decision, CaseError> {
        let made = self.decision.as_ref().ok_or(CaseError::NoAppeal)?;
        Ok(made.decision)
    }

    /// A moderator; a senior for what was escalated; not the judge of their own decision.
    fn may_work(&self, by: Actor) -> Result<(), CaseError> {
        moderates(by)?;
        if self.escalated && !by.role.is_senior() {
            return Err(CaseError::NeedsSenior);
        }
        let decided_by = self.decision.as_ref().map(|made| made.by);
        if self.state == CaseState::Appealed && decided_by == Some(by.staff) {
            return Err(CaseError::OwnDecision);
        }
        Ok(())
    }

    fn nobody_else_works(&self, by: Actor) -> Result<(), CaseError> {
        match self.assigned_to {
            Some(holder) if holder != by.staff => Err(CaseError::AssignedToAnother(holder)),
            _ => Ok(()),
        }
    }

    /// Whoever decides has taken the case.
    fn taken_by(&self, staff: StaffId, at: Timestamp) -> Vec<CaseEvent> {
        match self.assigned_to {
            None => vec![CaseEvent::CaseAssigned { to: staff, at }],
            Some(_) => Vec::new(),
        }
    }

    fn seen(&self, expected: u64) -> Result<(), CaseError> {
        if expected == self.version {
            return Ok(());
        }
        Err(CaseError::Changed {
            expected,
            actual: self.version,
        })
    }
}

fn moderates(by: Actor) -> Result<(), CaseError> {
    if by.role.moderates() {
        return Ok(());
    }
    Err(CaseError::NotAModerator)
}
