//! What staff do with cases, from the console, its JSON and the moderators' chat alike. Whatever is opened is written down first.

use chrono::{DateTime, Utc};
use domain::moderation::{
    Actor, AppealOutcome, Case, CaseCommand, CaseError, Decision, DecisionTemplate, PolicyReason,
    Verdict,
};
use domain::staff_access::{StaffAccess, StaffAccessCommand, StaffAccessError, StaffAccessId};
use domain::values::{CaseId, MemberId, ReportId, StaffNote, VaultRef};
use secrecy::SecretString;
use uuid::Uuid;

use crate::vault::Kind;
use crate::{AppError, CommandContext, Dispatcher, ExecuteError, Vault};

/// Something that a person of the staff does. Done again under the same correlation it changes nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffCall {
    /// Who acts, with which role.
    pub actor: Actor,
    /// The same for every repetition: of the form, of the button, of the call.
    pub correlation: Uuid,
    /// One time for everything decided now.
    pub now: DateTime<Utc>,
}

/// A decision as the moderator wrote it.
#[derive(Clone, Debug)]
pub struct NewVerdict {
    /// What.
    pub decision: Decision,
    /// On which rule it stands.
    pub policy_reason: PolicyReason,
    /// The text for the subject.
    pub template: DecisionTemplate,
    /// What only staff see.
    pub note: Option<StaffNote>,
    /// Reporters who reported in bad faith.
    pub bad_faith: Vec<MemberId>,
}

/// Where staff work; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// Commands in, events out.
    pub dispatcher: Dispatcher,
    /// Comments, appeals, notes.
    pub vault: Vault,
}

type Done = Result<Result<(), CaseError>, AppError>;

impl Desk {
    /// Takes the case.
    pub async fn take(&self, call: StaffCall, case_id: CaseId) -> Done {
        let (by, at) = (call.actor, call.now);
        self.act(call, case_id, CaseCommand::AssignCase { by, at })
            .await
    }

    /// Takes the case if nobody else works on it, whatever the role.
    pub async fn take_free(&self, call: StaffCall, case_id: CaseId) -> Done {
        let (by, at) = (call.actor, call.now);
        self.act(call, case_id, CaseCommand::TakeFreeCase { by, at })
            .await
    }

    /// Puts the case back into the queue.
    pub async fn release(&self, call: StaffCall, case_id: CaseId) -> Done {
        let (by, at) = (call.actor, call.now);
        self.act(call, case_id, CaseCommand::UnassignCase { by, at })
            .await
    }

    /// Hands the case to a senior.
    pub async fn escalate(&self, call: StaffCall, case_id: CaseId) -> Done {
        let (by, at) = (call.actor, call.now);
        self.act(call, case_id, CaseCommand::EscalateCase { by, at })
            .await
    }

    /// Writes something down for the staff.
    pub async fn note(&self, call: StaffCall, case_id: CaseId, note: &StaffNote) -> Done {
        let Some(subject) = self.subject(case_id).await? else {
            return Ok(Err(CaseError::NotOpened));
        };
        let note = self.vault.put(subject, Kind::Note, note.as_str()).await?;
        let (by, at) = (call.actor, call.now);
        let command = CaseCommand::AddNote { by, note, at };
        let done = self.act(call, case_id, command).await?;
        self.discard_refused(&done, subject, Some(note)).await?;
        Ok(done)
    }

    /// Resolves the case, if nothing happened to it since the moderator looked.
    pub async fn decide(
        &self,
        call: StaffCall,
        case_id: CaseId,
        verdict: NewVerdict,
        expected_version: u64,
    ) -> Done {
        let NewVerdict {
            decision,
            policy_reason,
            template,
            note,
            bad_faith,
        } = verdict;
        self.act_with_note(call, case_id, note.as_ref(), |note| {
            CaseCommand::DecideCase {
                by: call.actor,
                verdict: Verdict {
                    decision,
                    policy_reason,
                    template,
                    note,
                    bad_faith,
                },
                expected_version,
                at: call.now,
            }
        })
        .await
    }

    /// Judges the appeal, if nothing happened to the case since the moderator looked.
    pub async fn decide_appeal(
        &self,
        call: StaffCall,
        case_id: CaseId,
        outcome: AppealOutcome,
        note: Option<&StaffNote>,
        expected_version: u64,
    ) -> Done {
        self.act_with_note(call, case_id, note, |note| CaseCommand::DecideAppeal {
            by: call.actor,
            outcome,
            note,
            expected_version,
            at: call.now,
        })
        .await
    }

    /// Lifts what a case decided before its time, if nothing happened to the case since the senior looked.
    pub async fn lift_sanction(
        &self,
        call: StaffCall,
        case_id: CaseId,
        note: Option<&StaffNote>,
        expected_version: u64,
    ) -> Done {
        self.act_with_note(call, case_id, note, |note| CaseCommand::LiftSanction {
            by: call.actor,
            note,
            expected_version,
            at: call.now,
        })
        .await
    }

    /// Writes the note first, since the event names it, and takes it back when the command is refused.
    async fn act_with_note(
        &self,
        call: StaffCall,
        case_id: CaseId,
        note: Option<&StaffNote>,
        command: impl FnOnce(Option<VaultRef>) -> CaseCommand,
    ) -> Done {
        let Some(subject) = self.subject(case_id).await? else {
            return Ok(Err(CaseError::NotOpened));
        };
        let note = self.write(subject, note).await?;
        let done = self.act(call, case_id, command(note)).await?;
        self.discard_refused(&done, subject, note).await?;
        Ok(done)
    }

    /// Writes down that somebody opens something. Nothing is shown before this succeeded.
    pub async fn look(
        &self,
        call: StaffCall,
        command: StaffAccessCommand,
    ) -> Result<Result<(), StaffAccessError>, AppError> {
        let id = StaffAccessId::of(call.actor.staff, call.now);
        let context = call.context(&format!("{command:?}"));
        match self
            .dispatcher
            .execute::<StaffAccess>(id, command, &context)
            .await
        {
            Ok(_) => Ok(Ok(())),
            Err(ExecuteError::Rejected(rule)) => Ok(Err(rule)),
            Err(ExecuteError::Failed(error)) => Err(error),
        }
    }

    /// What a reporter wrote: for whoever works on the case, and written down. `None` when there is nothing, or nothing any more.
    pub async fn comment(
        &self,
        call: StaffCall,
        case_id: CaseId,
        report_id: ReportId,
    ) -> Result<Result<Option<SecretString>, CaseError>, AppError> {
        let case: Case = self.dispatcher.load(case_id).await?;
        if !case.may_read_comments(call.actor.staff) {
            return Ok(Err(CaseError::NotAssigned));
        }
        let mut reports = case.reports.iter();
        let found = reports.find(|report| report.report_id == report_id);
        let Some((reporter, comment)) = found.and_then(|one| Some((one.reporter, one.comment?)))
        else {
            return Ok(Ok(None));
        };
        let look = StaffAccessCommand::ViewComment {
            by: call.actor,
            case_id,
            report_id,
            at: call.now,
        };
        if self.look(call, look).await?.is_err() {
            return Ok(Err(CaseError::NotAModerator));
        }
        Ok(Ok(self.vault.get(reporter, Kind::Comment, comment).await?))
    }

    async fn act(&self, call: StaffCall, case_id: CaseId, command: CaseCommand) -> Done {
        let context = call.context(&case_id.to_string());
        match self
            .dispatcher
            .execute::<Case>(case_id, command, &context)
            .await
        {
            Ok(_) => Ok(Ok(())),
            Err(ExecuteError::Rejected(rule)) => Ok(Err(rule)),
            Err(ExecuteError::Failed(error)) => Err(error),
        }
    }

    async fn subject(&self, case_id: CaseId) -> Result<Option<MemberId>, AppError> {
        Ok(self.dispatcher.load::<Case>(case_id).await?.subject)
    }

    async fn write(
        &self,
        subject: MemberId,
        note: Option<&StaffNote>,
    ) -> Result<Option<VaultRef>, AppError> {
        match note {
            Some(note) => Ok(Some(
                self.vault.put(subject, Kind::Note, note.as_str()).await?,
            )),
            None => Ok(None),
        }
    }

    /// What was refused leaves nothing in the vault.
    async fn discard_refused(
        &self,
        done: &Result<(), CaseError>,
        subject: MemberId,
        note: Option<VaultRef>,
    ) -> Result<(), AppError> {
        if let (Err(_), Some(note)) = (done, note) {
            self.vault.discard(subject, Kind::Note, note).await?;
        }
        Ok(())
    }
}

impl StaffCall {
    /// The context of the command about one thing.
    fn context(&self, about: &str) -> CommandContext {
        CommandContext {
            command_id: Uuid::new_v5(&self.correlation, about.as_bytes()),
            correlation: self.correlation,
            causation: self.correlation,
            actor: "staff",
            now: self.now,
        }
    }
}
