//! The course of one case: the talks it is about, the reports, and what the office made of them.

use anyhow::{Context, anyhow};
use app::actions::{self, Desk, MemberCall, NewVerdict, StaffCall};
use app::vault::Kind;
use chrono::Duration;
use domain::matching::Totals;
use domain::moderation::{AppealOutcome, Case, CaseCommand, CaseError, ReportReason};
use domain::values::{AppealText, CaseId, MatchId, MemberId, ReportId, StaffNote, Timestamp};

use super::office::{Chair, Office};
use super::plan::{Fate, Plan, Ruling};
use super::scribe::Scribe;
use super::talk;
use crate::demo::phrases::Phrases;

/// What reporters, subjects and staff write, by section of the phrases.
#[cfg(test)]
pub(super) const SECTIONS: [&str; 8] = [
    "case.spam",
    "case.abuse",
    "case.danger",
    "case.crisis",
    "case.minor",
    "case.other",
    "case.note",
    "case.appeal",
];
/// The next report of a case comes this much later, and the talk it is about was so much earlier.
const BETWEEN_REPORTS: Duration = Duration::minutes(9);
const BETWEEN_TALKS: Duration = Duration::hours(1);
/// A talk is reported so soon after it.
const REPORTED_AFTER: Duration = Duration::minutes(4);
/// Somebody takes a case at the latest after this, and decides it after that.
const TAKEN_WITHIN: Duration = Duration::minutes(50);
const DECIDED_WITHIN: Duration = Duration::hours(3);

/// Everything that a case is made with.
#[derive(Clone, Copy)]
pub(super) struct Course<'a> {
    pub(super) scribe: &'a Scribe,
    pub(super) office: &'a Office,
    pub(super) phrases: &'a Phrases,
    pub(super) now: Timestamp,
}

impl Course<'_> {
    /// From the talks to where the case stands now.
    pub(super) async fn run(
        &self,
        plan: &Plan,
        subject: MemberId,
        reporters: &[MemberId],
    ) -> anyhow::Result<()> {
        let opened_at = self.now - plan.age;
        let mut talks = Vec::new();
        for (later, reporter) in (0..).zip(reporters.iter().take(plan.reasons.len())) {
            let begins_at = opened_at - REPORTED_AFTER - talk::LASTS - BETWEEN_TALKS * later;
            talks.push((*reporter, begins_at));
        }
        // The earliest talk first.
        talks.reverse();
        let case_id = CaseId(self.scribe.ids.uuid());
        let mut reports = Vec::new();
        for (reporter, begins_at) in talks {
            let totals = Totals {
                from_first: 11,
                from_second: 14,
            };
            let pair = [reporter, subject];
            reports.push((
                reporter,
                talk::talk(self.scribe, pair, begins_at, totals).await?,
            ));
        }
        let mut at = opened_at;
        for ((reporter, match_id), reason) in reports.into_iter().zip(plan.reasons) {
            self.report(case_id, [reporter, subject], match_id, *reason, at)
                .await?;
            at += BETWEEN_REPORTS;
        }
        self.work(plan, case_id, subject).await
    }

    async fn report(
        &self,
        case_id: CaseId,
        [reporter, subject]: [MemberId; 2],
        match_id: MatchId,
        reason: ReportReason,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let section = format!("case.{}", reason.name());
        let comment = self.phrases.nth(&section, place(case_id));
        let scribe = self.scribe;
        let comment = scribe.seal(reporter, Kind::Comment, comment).await?;
        let command = CaseCommand::FileReport {
            report_id: ReportId(scribe.ids.uuid()),
            reporter,
            subject,
            match_id,
            reason,
            comment: Some(comment),
            counted: true,
            at,
        };
        scribe.member_does::<Case>(case_id, command, at).await?;
        Ok(scribe.vault.keep(comment).await?)
    }

    async fn work(&self, plan: &Plan, case_id: CaseId, subject: MemberId) -> anyhow::Result<()> {
        let opened_at = self.now - plan.age;
        let reported_at = opened_at + BETWEEN_REPORTS * (count(plan.reasons) - 1);
        let taken_at = reported_at + TAKEN_WITHIN.min((self.now - reported_at) / 4);
        let decided_at = reported_at + DECIDED_WITHIN.min((self.now - reported_at) / 2);
        let appealed_at = self.now - plan.age / 8;
        let judged_at = self.now - plan.age / 16;
        let at = |chair, moment| self.call(chair, moment);
        match plan.fate {
            Fate::Free => {}
            Fate::Taken(by) => self.take(at(by, taken_at), case_id).await?,
            Fate::Escalated(by, then) => {
                refused(self.desk().escalate(at(by, taken_at), case_id).await?)?;
                if let Some(senior) = then {
                    self.take(at(senior, decided_at), case_id).await?;
                }
            }
            Fate::Decided(ruling) => {
                self.decide(ruling, case_id, [taken_at, decided_at]).await?;
            }
            Fate::Appealed(ruling, then) => {
                self.decide(ruling, case_id, [taken_at, decided_at]).await?;
                self.appeal(case_id, subject, appealed_at).await?;
                if let Some(judge) = then {
                    self.take(at(judge, judged_at), case_id).await?;
                }
            }
            Fate::Judged(ruling, judge, outcome) => {
                self.decide(ruling, case_id, [taken_at, decided_at]).await?;
                self.appeal(case_id, subject, appealed_at).await?;
                self.judge(at(judge, judged_at), case_id, outcome).await?;
            }
        }
        Ok(())
    }

    async fn take(&self, call: StaffCall, case_id: CaseId) -> anyhow::Result<()> {
        refused(self.desk().take(call, case_id).await?)
    }

    async fn decide(
        &self,
        ruling: Ruling,
        case_id: CaseId,
        [taken_at, decided_at]: [Timestamp; 2],
    ) -> anyhow::Result<()> {
        self.take(self.call(ruling.by, taken_at), case_id).await?;
        let note = self.phrases.nth("case.note", place(case_id));
        let verdict = NewVerdict {
            decision: ruling.decision,
            policy_reason: ruling.reason,
            template: ruling.template,
            note: Some(StaffNote::parse(note)?),
            bad_faith: Vec::new(),
        };
        let call = self.call(ruling.by, decided_at);
        let seen = self.version(case_id).await?;
        refused(self.desk().decide(call, case_id, verdict, seen).await?)
    }

    async fn appeal(
        &self,
        case_id: CaseId,
        subject: MemberId,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let text = self.phrases.nth("case.appeal", place(case_id));
        let text = AppealText::parse(text)?;
        let call = MemberCall {
            member: subject,
            correlation: self.scribe.ids.uuid(),
            now,
        };
        let Scribe {
            dispatcher, vault, ..
        } = self.scribe;
        refused(actions::appeal(dispatcher, vault, call, case_id, &text).await?)
    }

    async fn judge(
        &self,
        call: StaffCall,
        case_id: CaseId,
        outcome: AppealOutcome,
    ) -> anyhow::Result<()> {
        let seen = self.version(case_id).await?;
        let desk = self.desk();
        let judged = desk.decide_appeal(call, case_id, outcome, None, seen);
        refused(judged.await?)
    }

    async fn version(&self, case_id: CaseId) -> anyhow::Result<u64> {
        let case: Case = self.scribe.dispatcher.load(case_id).await?;
        Ok(case.version)
    }

    fn call(&self, chair: Chair, now: Timestamp) -> StaffCall {
        StaffCall {
            actor: self.office.who(chair),
            correlation: self.scribe.ids.uuid(),
            now,
        }
    }

    fn desk(&self) -> Desk {
        Desk {
            dispatcher: self.scribe.dispatcher.clone(),
            vault: self.scribe.vault.clone(),
        }
    }
}

/// Chooses a phrase: ids are random at their end.
fn place(case_id: CaseId) -> usize {
    usize::from(case_id.0.as_bytes()[15])
}

fn count(reasons: &[ReportReason]) -> i32 {
    i32::try_from(reasons.len()).unwrap_or(i32::MAX)
}

fn refused(done: Result<(), CaseError>) -> anyhow::Result<()> {
    done.map_err(|rule| anyhow!(rule))
        .context("a case of the demo")
}
