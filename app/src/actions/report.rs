//! Reports: about a talk that is open or ended not long ago, one a minute, one open report per talk and reporter.

use std::time::Duration;

use domain::guard::Space;
use domain::matching::{Match, MatchError};
use domain::member::Member;
use domain::moderation::{Case, CaseCommand, CaseError, ReportReason, report_key};
use domain::values::{CaseId, MatchId, MemberId, ReportComment, ReportId, VaultRef};

use super::{MemberCall, carry_out};
use crate::coordination::{Coordination, Permit, Quota};
use crate::ids::SharedIds;
use crate::vault::Kind;
use crate::{AppError, Dispatcher, Vault};

/// The ordinal of the command among those of its call.
const FILE: u32 = 1;
/// How often the open case may change under a report before it gives up.
const TRIES: u32 = 5;

/// What a member reports.
#[derive(Debug)]
pub struct NewReport<'a> {
    /// About which talk.
    pub match_id: MatchId,
    /// Why.
    pub reason: ReportReason,
    /// What the reporter adds.
    pub comment: Option<&'a ReportComment>,
}

/// A report that was filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The case that collects it.
    pub case_id: CaseId,
    /// The report.
    pub report_id: ReportId,
}

/// Why a report was not filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportRefused {
    /// The member was in no such talk.
    UnknownTalk,
    /// The talk ended too long ago.
    TooLate,
    /// The member has an open report about this talk.
    AlreadyReported,
    /// The member is banned, or the case has more reports than anyone can read.
    NotAvailable,
    /// One a minute.
    TooOften {
        /// When the next one would be granted.
        retry_after: Duration,
    },
}

/// Whom the member may report for this talk now; asked before the questions for reason and comment.
pub async fn may_report(
    dispatcher: &Dispatcher,
    call: MemberCall,
    match_id: MatchId,
) -> Result<Result<MemberId, ReportRefused>, AppError> {
    let talk: Match = dispatcher.load(match_id).await?;
    let subject = match talk.may_be_reported(call.member, call.now, dispatcher.rules()) {
        Ok(subject) => subject,
        Err(MatchError::ReportTooLate) => return Ok(Err(ReportRefused::TooLate)),
        Err(_) => return Ok(Err(ReportRefused::UnknownTalk)),
    };
    let reporter: Member = dispatcher.load_cached(call.member).await?;
    if reporter.standing.is_banned() {
        return Ok(Err(ReportRefused::NotAvailable));
    }
    let key = report_key(match_id, call.member);
    let open = dispatcher.log().claim(Space::Reports.name(), &key).await?;
    Ok(match open {
        Some(_) => Err(ReportRefused::AlreadyReported),
        None => Ok(subject),
    })
}

/// Files a report; a call that did so before is answered as it was then.
pub async fn file_report(
    dispatcher: &Dispatcher,
    coordination: &Coordination,
    vault: &Vault,
    ids: &SharedIds,
    call: MemberCall,
    report: NewReport<'_>,
) -> Result<Result<Filed, ReportRefused>, AppError> {
    if let Some(filed) = filed_before(dispatcher, call, report.match_id).await? {
        return Ok(Ok(filed));
    }
    let subject = match may_report(dispatcher, call, report.match_id).await? {
        Ok(subject) => subject,
        Err(refused) => return Ok(Err(refused)),
    };
    if let Some(refused) = too_often(dispatcher, coordination, call.member).await {
        return Ok(Err(refused));
    }
    let comment = match report.comment {
        Some(text) => Some(vault.put(call.member, Kind::Comment, text.as_str()).await?),
        None => None,
    };
    let filed = file(dispatcher, ids, call, &report, subject, comment).await?;
    if let (Err(_), Some(comment)) = (&filed, comment) {
        vault.discard(call.member, Kind::Comment, comment).await?;
    }
    Ok(filed)
}

/// To the open case about the subject, or to a new one; whichever is open when the report arrives.
async fn file(
    dispatcher: &Dispatcher,
    ids: &SharedIds,
    call: MemberCall,
    report: &NewReport<'_>,
    subject: MemberId,
    comment: Option<VaultRef>,
) -> Result<Result<Filed, ReportRefused>, AppError> {
    let reporter: Member = dispatcher.load(call.member).await?;
    let report_id = ReportId(ids.uuid());
    for _ in 0..TRIES {
        let open = open_case(dispatcher, subject).await?;
        let case_id = open.unwrap_or_else(|| CaseId(ids.uuid()));
        let command = CaseCommand::FileReport {
            report_id,
            reporter: call.member,
            subject,
            match_id: report.match_id,
            reason: report.reason,
            comment,
            counted: reporter.standing.is_counted_reporter(call.now),
            at: call.now,
        };
        match carry_out::<Case>(dispatcher, call, FILE, case_id, command).await? {
            Ok(_) => return Ok(Ok(Filed { case_id, report_id })),
            // Decided, or opened by somebody else, in between.
            Err(CaseError::Closed | CaseError::OtherCaseOpen) => {}
            Err(CaseError::AlreadyReported) => return Ok(Err(ReportRefused::AlreadyReported)),
            Err(_) => break,
        }
    }
    Ok(Err(ReportRefused::NotAvailable))
}

/// The case that collects reports about a member, read from the guards.
async fn open_case(dispatcher: &Dispatcher, subject: MemberId) -> Result<Option<CaseId>, AppError> {
    let key = subject.to_string();
    let log = dispatcher.log();
    let holder = log.claim(Space::OpenCases.name(), &key).await?;
    Ok(holder.and_then(|holder| holder.parse().ok()))
}

async fn too_often(
    dispatcher: &Dispatcher,
    coordination: &Coordination,
    member: MemberId,
) -> Option<ReportRefused> {
    let quota = Quota {
        per_period: 1,
        // A negative pause is none.
        period: dispatcher
            .rules()
            .report_interval
            .to_std()
            .unwrap_or_default(),
        burst: 1,
    };
    match coordination.take(&format!("report:{member}"), quota).await {
        Permit::Granted => None,
        Permit::Denied { retry_after } => Some(ReportRefused::TooOften { retry_after }),
    }
}

async fn filed_before(
    dispatcher: &Dispatcher,
    call: MemberCall,
    match_id: MatchId,
) -> Result<Option<Filed>, AppError> {
    let stream = call.changed_before(dispatcher, FILE).await?;
    let Some(case_id) = stream.and_then(|id| id.parse::<CaseId>().ok()) else {
        return Ok(None);
    };
    let case: Case = dispatcher.load(case_id).await?;
    let mut reports = case.reports.iter();
    let own = reports.find(|report| report.reporter == call.member && report.match_id == match_id);
    Ok(own.map(|report| Filed {
        case_id,
        report_id: report.report_id,
    }))
}
