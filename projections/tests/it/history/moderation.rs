//! Reports, cases and what they lead to.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use domain::Rules;
use domain::member::standing::sanction_command;
use domain::member::{HoldEnd, Member, MemberCommand, ReinstateCause};
use domain::moderation::{
    Actor, AppealOutcome, Case, CaseCommand, CaseEvent, CaseState, Decision, DecisionTemplate,
    MuteDays, PolicyReason, ReportReason, Verdict,
};
use domain::staff_access::{
    LockedFrom, StaffAccess, StaffAccessCommand, StaffAccessEvent, StaffAccessId, WayIn,
};
use domain::values::{CaseId, MemberId, StaffId, StaffRole};
use rand::Rng;
use rand::seq::{IndexedRandom, IteratorRandom};
use uuid::Uuid;

use super::History;

/// Cases, and how members stand with the staff.
#[derive(Default)]
pub(super) struct Moderation {
    cases: BTreeMap<CaseId, Case>,
    members: BTreeMap<MemberId, Member>,
}

impl History {
    /// One step of reporting or moderating.
    pub(super) fn moderate(&mut self) {
        self.come_in();
        match self.random.random_range(0..11) {
            0..4 => self.report(),
            4..6 => self.work(),
            6..8 => self.rule(),
            8 => self.lift(),
            _ => self.appeal(),
        }
    }

    /// Somebody of the staff comes in, or is given a role.
    fn come_in(&mut self) {
        let (by, at) = (self.somebody(), self.now);
        let staff = by.staff;
        let events = [
            StaffAccessEvent::SignedIn {
                staff,
                way: WayIn::Console,
                at,
            },
            StaffAccessEvent::LockedOut {
                staff,
                from: LockedFrom::OnePlace,
                until: at + chrono::Duration::minutes(15),
                at,
            },
            StaffAccessEvent::RoleChanged {
                staff,
                from: StaffRole::Moderator,
                to: by.role,
                by: None,
                at,
            },
        ];
        let event = events.choose(&mut self.random).expect("three events");
        self.decide::<StaffAccess>(StaffAccessId::of(staff, at), vec![event.clone()]);
    }

    fn report(&mut self) {
        let (Some(reporter), Some(subject)) = (
            self.members.choose(&mut self.random).copied(),
            self.members.choose(&mut self.random).copied(),
        ) else {
            return;
        };
        let open = self
            .moderation
            .cases
            .iter()
            .find(|(_, case)| case.subject == Some(subject) && case.state == CaseState::Open);
        let case_id = match open {
            Some((id, _)) => *id,
            None => self.id(),
        };
        let reason = *ReportReason::ALL
            .choose(&mut self.random)
            .expect("six reasons");
        let (report_id, match_id, at) = (self.id(), self.id(), self.now);
        let is_filed = self.send_to_case(
            case_id,
            &CaseCommand::FileReport {
                report_id,
                reporter,
                subject,
                match_id,
                reason,
                comment: None,
                counted: true,
                at,
            },
        );
        if is_filed {
            let weigh = MemberCommand::WeighReport {
                case_id,
                report_id,
                reporter,
                reason,
                at,
            };
            self.send_to_member(subject, &weigh);
        }
    }

    fn work(&mut self) {
        let (Some(case_id), at) = (self.any_case(), self.now) else {
            return;
        };
        let by = self.somebody();
        self.look(by, case_id);
        let note = self.id();
        let command = match self.random.random_range(0..4) {
            0 => CaseCommand::AssignCase { by, at },
            1 => CaseCommand::UnassignCase { by, at },
            2 => CaseCommand::EscalateCase { by, at },
            _ => CaseCommand::AddNote { by, note, at },
        };
        self.send_to_case(case_id, &command);
    }

    /// A case is opened before anybody works on it.
    fn look(&mut self, by: Actor, case_id: CaseId) {
        let at = self.now;
        let look = StaffAccessCommand::ViewCase { by, case_id, at };
        let event = StaffAccess::default().decide(&look);
        let event = event.expect("a senior may look").expect("a look is new");
        self.decide::<StaffAccess>(StaffAccessId::of(by.staff, at), vec![event]);
    }

    fn rule(&mut self) {
        let (Some(case_id), at) = (self.any_case(), self.now) else {
            return;
        };
        let by = self.somebody();
        self.look(by, case_id);
        let case = &self.moderation.cases[&case_id];
        let (expected_version, subject) = (case.version, case.subject);
        let reporter = case.reports.first().map(|report| report.reporter);
        let days = MuteDays::try_from(3).expect("three days");
        let decision = [
            Decision::Dismiss,
            Decision::Warn,
            Decision::Mute { days },
            Decision::Suspend,
            Decision::Ban,
        ][self.random.random_range(0..5)];
        let is_sanction = decision.is_sanction();
        let policy_reason = if is_sanction {
            PolicyReason::Threats
        } else {
            PolicyReason::NoViolation
        };
        let bad_faith: Vec<MemberId> = reporter.filter(|_| !is_sanction).into_iter().collect();
        let is_decided = self.send_to_case(
            case_id,
            &CaseCommand::DecideCase {
                by,
                verdict: Verdict {
                    decision,
                    policy_reason,
                    template: DecisionTemplate::Plain,
                    note: None,
                    bad_faith: bad_faith.clone(),
                },
                expected_version,
                at,
            },
        );
        let Some(subject) = subject.filter(|_| is_decided) else {
            return;
        };
        let until = decision.until(at);
        let sanction = sanction_command(decision, case_id, policy_reason, until, at);
        if let Some(command) = sanction {
            self.send_to_member(subject, &command);
        }
        let because = HoldEnd::Reviewed;
        self.send_to_member(subject, &MemberCommand::LiftSearchHold { because, at });
        for reporter in bad_faith {
            self.send_to_member(reporter, &MemberCommand::MuteReporter { case_id, at });
        }
    }

    fn lift(&mut self) {
        let (Some(case_id), at) = (self.any_case(), self.now) else {
            return;
        };
        let Some(subject) = self.moderation.cases[&case_id].subject else {
            return;
        };
        let by = Actor {
            role: StaffRole::Senior,
            ..self.somebody()
        };
        let expected_version = self.moderation.cases[&case_id].version;
        let lift = CaseCommand::LiftSanction {
            by,
            note: None,
            expected_version,
            at,
        };
        if self.send_to_case(case_id, &lift) {
            let cause = ReinstateCause::Lifted;
            self.send_to_member(
                subject,
                &MemberCommand::ReinstateMember { case_id, cause, at },
            );
        }
    }

    fn appeal(&mut self) {
        let (Some(case_id), at) = (self.any_case(), self.now) else {
            return;
        };
        let Some(by) = self.moderation.cases[&case_id].subject else {
            return;
        };
        let text = self.id();
        self.send_to_case(case_id, &CaseCommand::FileAppeal { by, text, at });
        let expected_version = self.moderation.cases[&case_id].version;
        let outcome = AppealOutcome::Overturned;
        let judge = self.somebody();
        self.look(judge, case_id);
        let judge = CaseCommand::DecideAppeal {
            by: judge,
            outcome,
            note: None,
            expected_version,
            at,
        };
        if self.send_to_case(case_id, &judge) {
            let cause = ReinstateCause::Appeal;
            self.send_to_member(by, &MemberCommand::ReinstateMember { case_id, cause, at });
        }
    }

    fn any_case(&mut self) -> Option<CaseId> {
        let ids = self.moderation.cases.keys().copied();
        ids.choose(&mut self.random)
    }

    fn somebody(&mut self) -> Actor {
        Actor {
            staff: StaffId(Uuid::from_u128(self.random.random_range(1..4))),
            role: StaffRole::Senior,
        }
    }

    /// Whether the case took the command.
    fn send_to_case(&mut self, case_id: CaseId, command: &CaseCommand) -> bool {
        let mut case = self
            .moderation
            .cases
            .get(&case_id)
            .cloned()
            .unwrap_or_default();
        let events: Vec<CaseEvent> = case.decide(command).unwrap_or_default();
        if events.is_empty() {
            return false;
        }
        for event in &events {
            case.apply(event.clone());
        }
        self.moderation.cases.insert(case_id, case);
        self.decide::<Case>(case_id, events);
        true
    }

    fn send_to_member(&mut self, id: MemberId, command: &MemberCommand) {
        let mut member = self
            .moderation
            .members
            .get(&id)
            .cloned()
            .unwrap_or_else(|| Member {
                id: Some(id),
                registered: true,
                ..Member::default()
            });
        let events = member
            .decide(command, &Rules::default())
            .unwrap_or_default();
        if events.is_empty() {
            return;
        }
        for event in &events {
            member.apply(event.clone());
        }
        self.moderation.members.insert(id, member);
        self.decide::<Member>(id, events);
    }
}
