//! What staff open is written down.

use domain::moderation::Actor;
use domain::staff_access::{
    Replayed, StaffAccess, StaffAccessCommand, StaffAccessError, StaffAccessEvent, StaffAccessId,
};
use domain::values::StaffRole;

use crate::common::{case_id, given, hour, member, minute, moderator, report_id, senior, staff};

fn view_case(by: Actor) -> StaffAccessCommand {
    StaffAccessCommand::ViewCase {
        by,
        case_id: case_id(1),
        at: minute(0),
    }
}

#[test]
fn every_look_is_an_event_of_its_own() {
    let by = moderator(1);
    let (staff, case_id, at) = (staff(1), case_id(1), minute(0));
    let seen = StaffAccessEvent::CaseViewed { staff, case_id, at };
    given::<StaffAccess>(std::slice::from_ref(&seen))
        .when(view_case(by))
        .then_expect_events(vec![seen]);
    let report_id = report_id(1);
    given::<StaffAccess>(&[])
        .when(StaffAccessCommand::ViewComment {
            by,
            case_id,
            report_id,
            at,
        })
        .then_expect_events(vec![StaffAccessEvent::CommentViewed {
            staff,
            case_id,
            report_id,
            at,
        }]);
    let member = member(1);
    given::<StaffAccess>(&[])
        .when(StaffAccessCommand::ViewMember { by, member, at })
        .then_expect_events(vec![StaffAccessEvent::MemberViewed { staff, member, at }]);
    let of = Replayed::Case(case_id);
    given::<StaffAccess>(&[])
        .when(StaffAccessCommand::ViewReplay {
            by,
            of,
            as_of: 42,
            at,
        })
        .then_expect_events(vec![StaffAccessEvent::ReplayViewed {
            staff,
            of,
            as_of: 42,
            at,
        }]);
}

#[test]
fn an_analyst_opens_neither_cases_nor_members() {
    let analyst = Actor {
        staff: staff(3),
        role: StaffRole::Analyst,
    };
    given::<StaffAccess>(&[])
        .when(view_case(analyst))
        .then_expect_error(StaffAccessError::NotAModerator);
}

#[test]
fn a_bundle_leaves_the_system_by_a_senior_only() {
    let export = |by| StaffAccessCommand::ExportBundle {
        by,
        case_id: case_id(1),
        position: 42,
        at: minute(0),
    };
    given::<StaffAccess>(&[])
        .when(export(moderator(1)))
        .then_expect_error(StaffAccessError::NeedsSenior);
    given::<StaffAccess>(&[])
        .when(export(senior(2)))
        .then_expect_events(vec![StaffAccessEvent::BundleExported {
            staff: staff(2),
            case_id: case_id(1),
            position: 42,
            at: minute(0),
        }]);
}

#[test]
fn each_person_has_a_stream_a_day() {
    let today = StaffAccessId::of(staff(1), hour(0));
    assert_eq!(today, StaffAccessId::of(staff(1), hour(11)));
    assert_ne!(today, StaffAccessId::of(staff(1), hour(12)));
    assert_ne!(today, StaffAccessId::of(staff(2), hour(0)));
    assert_eq!(today.to_string().parse(), Ok(today));
}
