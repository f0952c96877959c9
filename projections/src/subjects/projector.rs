//! Folds reports and decisions into one row per member they are about.

use cqrs_es::Aggregate;
use domain::Event;
use domain::member::{Member, MemberEvent, ReinstateCause, StaffStanding};
use domain::moderation::{Case, CaseEvent};
use domain::values::{CaseId, MemberId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Projection;
use crate::projection::stored;

/// One member as the staff know them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// Who.
    pub member: MemberId,
    /// Strikes, sanctions in force, signals, a hold.
    pub standing: StaffStanding,
    /// How many reports there were.
    pub reports: i32,
    /// How many cases collected them.
    pub cases: i32,
    /// The latest case.
    pub last_case: Option<CaseId>,
    /// How many warnings there were.
    pub warnings: i32,
    /// How many mutes there were.
    pub mutes: i32,
    /// How many suspensions there were.
    pub suspensions: i32,
    /// How many bans there were.
    pub bans: i32,
    /// How many decisions an appeal took back.
    pub overturned: i32,
    /// The latest report.
    pub last_report_at: Option<Timestamp>,
}

impl Subject {
    fn new(member: MemberId) -> Self {
        Self {
            member,
            standing: StaffStanding::default(),
            reports: 0,
            cases: 0,
            last_case: None,
            warnings: 0,
            mutes: 0,
            suspensions: 0,
            bans: 0,
            overturned: 0,
            last_report_at: None,
        }
    }

    fn tell(&mut self, event: &MemberEvent) {
        self.standing.apply(event);
        let count = match event {
            MemberEvent::MemberWarned { .. } => &mut self.warnings,
            MemberEvent::MemberMuted { .. } => &mut self.mutes,
            MemberEvent::MemberSuspended { .. } => &mut self.suspensions,
            MemberEvent::MemberBanned { .. } => &mut self.bans,
            MemberEvent::MemberReinstated {
                cause: ReinstateCause::Appeal,
                ..
            } => &mut self.overturned,
            _ => return,
        };
        *count = count.saturating_add(1);
    }
}

/// One row per member who was reported or decided about.
#[derive(Clone, Copy, Debug)]
pub struct Subjects;

impl Projection for Subjects {
    const NAME: &'static str = "subjects";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Member::TYPE, Case::TYPE];
    const KEY_COLUMN: &'static str = "member";

    type Key = MemberId;
    type Row = Subject;

    fn key(row: &Subject) -> MemberId {
        row.member
    }

    fn keys(event: &Event) -> Vec<MemberId> {
        match event {
            Event::Case(_, CaseEvent::ReportFiled { subject, .. }) => vec![*subject],
            Event::Member(member, event) if event.concerns_standing() => vec![*member],
            _ => Vec::new(),
        }
    }

    fn apply(key: MemberId, row: &mut Option<Subject>, event: &Event) {
        let subject = row.get_or_insert_with(|| Subject::new(key));
        match event {
            Event::Case(case_id, CaseEvent::ReportFiled { opens_case, at, .. }) => {
                subject.reports = subject.reports.saturating_add(1);
                subject.cases = subject.cases.saturating_add(i32::from(*opens_case));
                subject.last_case = Some(*case_id);
                subject.last_report_at = Some(stored(*at));
            }
            Event::Member(_, event) => subject.tell(event),
            _ => {}
        }
    }
}
