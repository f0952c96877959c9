//! Reports, decisions and appeals in the community, and what holds of them.

use domain::guard::Space;
use domain::matching::MatchState;
use domain::member::Restraint;
use domain::moderation::{
    AppealOutcome, CaseCommand, CaseState, Decision, DecisionTemplate, MuteDays, PolicyReason,
    ReportReason, Verdict, report_key,
};
use domain::policies::TimerKey;
use domain::values::{CaseId, MemberId, ReportId};
use domain::{Command, Event};

use super::model::World;
use crate::common::{moderator, vault_ref};

/// A report about the last match of the reporter, as the front ends file it: to the open case of the subject, or to a new one.
pub(super) fn report(world: &mut World, reporter: MemberId, subject: MemberId, danger: bool) {
    let at = world.now;
    let Some(match_id) = world.last_match.get(&reporter).copied() else {
        return;
    };
    let open = world.guards.holder(Space::OpenCases, &subject.to_string());
    let case_id = match open {
        Some(case_id) => case_id.parse().unwrap(),
        None => CaseId(world.next_id()),
    };
    let report_id = ReportId(world.next_id());
    let counted = world.members[&reporter].standing.is_counted_reporter(at);
    let reason = if danger {
        ReportReason::Danger
    } else {
        ReportReason::Abuse
    };
    world.dispatch(&Command::Case(
        case_id,
        CaseCommand::FileReport {
            report_id,
            reporter,
            subject,
            match_id,
            reason,
            comment: None,
            counted,
            at,
        },
    ));
}

/// A moderator decides the open case about a member.
pub(super) fn decide(world: &mut World, subject: MemberId, severity: u8) {
    let at = world.now;
    let open = world.guards.holder(Space::OpenCases, &subject.to_string());
    let Some(case_id) = open.map(|id| id.parse::<CaseId>().unwrap()) else {
        return;
    };
    let decision = match severity {
        0 => Decision::Dismiss,
        1 => Decision::Warn,
        2 => Decision::Mute {
            days: MuteDays::try_from(1).unwrap(),
        },
        3 => Decision::Suspend,
        _ => Decision::Ban,
    };
    let policy_reason = if decision.is_sanction() {
        PolicyReason::Harassment
    } else {
        PolicyReason::NoViolation
    };
    let case = &world.cases[&case_id];
    let bad_faith = match decision {
        Decision::Dismiss => case.reports.iter().map(|report| report.reporter).collect(),
        _ => Vec::new(),
    };
    let verdict = Verdict {
        decision,
        policy_reason,
        template: DecisionTemplate::Plain,
        note: None,
        bad_faith,
    };
    let expected_version = case.version;
    world.dispatch(&Command::Case(
        case_id,
        CaseCommand::DecideCase {
            by: moderator(1),
            verdict,
            expected_version,
            at,
        },
    ));
}

/// The subject appeals every decision that can be appealed, and another moderator takes it back.
pub(super) fn appeal(world: &mut World, subject: MemberId) {
    let at = world.now;
    let of_subject = |case: &domain::moderation::Case| case.subject == Some(subject);
    let cases = world.cases.iter().filter(|(_, case)| of_subject(case));
    for case_id in cases.map(|(id, _)| *id).collect::<Vec<_>>() {
        let text = vault_ref(1);
        let by = subject;
        world.dispatch(&Command::Case(
            case_id,
            CaseCommand::FileAppeal { by, text, at },
        ));
        let expected_version = world.cases[&case_id].version;
        world.dispatch(&Command::Case(
            case_id,
            CaseCommand::DecideAppeal {
                by: moderator(2),
                outcome: AppealOutcome::Overturned,
                note: None,
                expected_version,
                at,
            },
        ));
    }
}

/// True at any moment: one open case per subject, one open report per talk and reporter.
pub(super) fn check_cases(world: &World) {
    let open = world
        .cases
        .iter()
        .filter(|(_, case)| case.state == CaseState::Open);
    let mut cases = Vec::new();
    let mut reports = Vec::new();
    for (id, case) in open {
        cases.push((case.subject.unwrap().to_string(), id.to_string()));
        reports.extend(case.reports.iter().map(|report| {
            (
                report_key(report.match_id, report.reporter),
                report.report_id.to_string(),
            )
        }));
    }
    for (space, mut expected) in [(Space::OpenCases, cases), (Space::Reports, reports)] {
        expected.sort();
        let rows: Vec<_> = world
            .guards
            .rows(space)
            .map(|(key, holder)| (key.to_owned(), holder.to_owned()))
            .collect();
        assert_eq!(rows, expected, "the rows are the open cases and reports");
    }
}

/// True whenever the policies have caught up: who is kept from searching neither searches nor is proposed, and who is sanctioned
/// is in no talk; every case that is decided has bound its subject.
pub(super) fn check_restraints(world: &World) {
    for (id, member) in &world.members {
        let standing = &member.standing;
        if let Some(restraint) = standing.restraint(world.now) {
            assert_eq!(world.standing(*id).open_search, None, "a restrained search");
            let engagement = world.standing(*id).engagement;
            let state = engagement.map(|match_id| world.matches[&match_id].state);
            if matches!(restraint, Restraint::Held { .. }) {
                assert_ne!(state, Some(MatchState::Proposed), "a held member proposed");
            } else {
                assert_eq!(state, None, "a sanctioned member in a talk");
            }
        }
        let lapses = world.timers.contains_key(&TimerKey::HoldLapse(*id));
        assert_eq!(lapses, standing.held_until.is_some());
        for case_id in standing.strikes.keys() {
            let key = TimerKey::StrikeExpiry(*id, *case_id);
            assert!(world.timers.contains_key(&key), "a strike without an end");
        }
    }
}

/// Nobody is proposed to somebody they reported, or who reported them, while the report waits.
pub(super) fn check_reported_pairs(world: &World) {
    let mut apart = std::collections::BTreeMap::new();
    for event in &world.log {
        match event {
            Event::Case(
                _,
                domain::moderation::CaseEvent::ReportFiled {
                    report_id, pair, ..
                },
            ) => {
                apart.insert(*report_id, *pair);
            }
            Event::Case(_, domain::moderation::CaseEvent::CaseClosed { reports, .. }) => {
                for report in reports {
                    apart.remove(&report.report_id);
                }
            }
            Event::Match(_, domain::matching::MatchEvent::MatchProposed { pair, .. }) => {
                assert!(
                    apart.values().all(|reported| reported != pair),
                    "proposed despite an open report"
                );
            }
            _ => {}
        }
    }
}
