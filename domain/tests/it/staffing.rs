//! Who came in by which account, who did not, and what became of it, is written down.

use domain::moderation::Actor;
use domain::staff_access::{
    LockedFrom, SecondFactorChange, StaffAccess, StaffAccessCommand, StaffAccessError,
    StaffAccessEvent, StaffingCommand, WayIn,
};
use domain::values::{StaffRole, Timestamp};

use crate::common::{given, minute, senior, staff};

fn admin(number: u128) -> Actor {
    Actor {
        staff: staff(number),
        role: StaffRole::Admin,
    }
}

fn does(command: StaffingCommand) -> StaffAccessCommand {
    StaffAccessCommand::Staffing(command)
}

fn signs_in(way: WayIn, at: Timestamp) -> StaffAccessCommand {
    let staff = staff(1);
    does(StaffingCommand::SignIn { staff, way, at })
}

fn signed_in(way: WayIn, at: Timestamp) -> StaffAccessEvent {
    let staff = staff(1);
    StaffAccessEvent::SignedIn { staff, way, at }
}

#[test]
fn what_somebody_does_with_their_own_account_is_an_event_of_it() {
    let (staff, at) = (staff(1), minute(0));
    let facts = [
        (
            StaffingCommand::RefuseSignIn { staff, at },
            StaffAccessEvent::SignInRefused { staff, at },
        ),
        (
            StaffingCommand::SignOut { staff, at },
            StaffAccessEvent::SignedOut { staff, at },
        ),
        (
            StaffingCommand::EndOtherSessions { staff, at },
            StaffAccessEvent::OtherSessionsEnded { staff, at },
        ),
        (
            StaffingCommand::ChangePassword { staff, at },
            StaffAccessEvent::PasswordChanged { staff, at },
        ),
        (
            StaffingCommand::SeeNewBrowser { staff, at },
            StaffAccessEvent::NewBrowserSeen { staff, at },
        ),
        (
            StaffingCommand::LinkTelegram { staff, at },
            StaffAccessEvent::TelegramLinked { staff, at },
        ),
        (
            StaffingCommand::UnlinkTelegram { staff, at },
            StaffAccessEvent::TelegramUnlinked { staff, at },
        ),
    ];
    for (command, event) in facts {
        // A second time on the same day is a fact of its own.
        given::<StaffAccess>(std::slice::from_ref(&event))
            .when(does(command))
            .then_expect_events(vec![event]);
    }
}

#[test]
fn every_sign_in_is_told_and_of_a_programs_calls_the_first_of_the_day() {
    let (way, at) = (WayIn::Console, minute(5));
    given::<StaffAccess>(&[
        signed_in(WayIn::Console, minute(0)),
        signed_in(WayIn::Calls, minute(0)),
    ])
    .when(signs_in(way, at))
    .then_expect_events(vec![signed_in(way, at)]);
    let way = WayIn::Calls;
    given::<StaffAccess>(&[signed_in(WayIn::Console, minute(0))])
        .when(signs_in(way, at))
        .then_expect_events(vec![signed_in(way, at)]);
    given::<StaffAccess>(&[signed_in(way, minute(0))])
        .when(signs_in(way, at))
        .then_expect_events(vec![]);
}

#[test]
fn a_lockout_is_one_event_and_one_more_where_it_becomes_one_from_everywhere() {
    use LockedFrom::{Everywhere, OnePlace};
    let locked = |from, minutes| StaffAccessEvent::LockedOut {
        staff: staff(1),
        from,
        until: minute(minutes + 15),
        at: minute(minutes),
    };
    let lock = |from, minutes| {
        does(StaffingCommand::LockOut {
            staff: staff(1),
            from,
            until: minute(minutes + 15),
            at: minute(minutes),
        })
    };
    for (before, from, is_told) in [
        (None, OnePlace, true),
        (None, Everywhere, true),
        // Another place: with many of them a stranger fills nothing.
        (Some(OnePlace), OnePlace, false),
        (Some(OnePlace), Everywhere, true),
        (Some(Everywhere), OnePlace, false),
        (Some(Everywhere), Everywhere, false),
    ] {
        let before = before.map(|from| locked(from, 0));
        let expected = is_told.then(|| locked(from, 14));
        given::<StaffAccess>(before.as_slice())
            .when(lock(from, 14))
            .then_expect_events(expected.into_iter().collect());
        given::<StaffAccess>(before.as_slice())
            .when(lock(from, 15))
            .then_expect_events(vec![locked(from, 15)]);
    }
}

#[test]
fn an_admin_or_the_command_line_adds_changes_and_disables_accounts() {
    let (staff, role, at) = (staff(1), StaffRole::Moderator, minute(0));
    let (from, to) = (role, StaffRole::Senior);
    for actor in [Some(admin(2)), None] {
        let by = actor.map(|actor| actor.staff);
        let facts = [
            (
                StaffingCommand::AddAccount {
                    staff,
                    role,
                    by: actor,
                    at,
                },
                StaffAccessEvent::AccountAdded {
                    staff,
                    role,
                    by,
                    at,
                },
            ),
            (
                StaffingCommand::ChangeRole {
                    staff,
                    from,
                    to,
                    by: actor,
                    at,
                },
                StaffAccessEvent::RoleChanged {
                    staff,
                    from,
                    to,
                    by,
                    at,
                },
            ),
            (
                StaffingCommand::DisableAccount {
                    staff,
                    by: actor,
                    at,
                },
                StaffAccessEvent::AccountDisabled { staff, by, at },
            ),
            (
                StaffingCommand::ResetAccess {
                    staff,
                    by: actor,
                    at,
                },
                StaffAccessEvent::AccessReset { staff, by, at },
            ),
        ];
        for (command, event) in facts {
            given::<StaffAccess>(&[])
                .when(does(command))
                .then_expect_events(vec![event]);
        }
    }
}

#[test]
fn a_role_that_somebody_has_already_is_no_change() {
    let role = StaffRole::Senior;
    given::<StaffAccess>(&[])
        .when(does(StaffingCommand::ChangeRole {
            staff: staff(1),
            from: role,
            to: role,
            by: Some(admin(2)),
            at: minute(0),
        }))
        .then_expect_events(vec![]);
}

#[test]
fn nobody_but_an_admin_looks_after_the_staff_and_no_admin_after_themselves() {
    for (actor, rule) in [
        (senior(2), StaffAccessError::NeedsAdmin),
        (admin(1), StaffAccessError::OwnAccount),
    ] {
        let (staff, by, at) = (staff(1), Some(actor), minute(0));
        let (role, from, to) = (StaffRole::Admin, StaffRole::Senior, StaffRole::Admin);
        for command in [
            StaffingCommand::AddAccount {
                staff,
                role,
                by,
                at,
            },
            StaffingCommand::ChangeRole {
                staff,
                from,
                to,
                by,
                at,
            },
            StaffingCommand::ResetAccess { staff, by, at },
            StaffingCommand::DisableAccount { staff, by, at },
        ] {
            given::<StaffAccess>(&[])
                .when(does(command))
                .then_expect_error(rule.clone());
        }
    }
}

#[test]
fn what_becomes_of_a_second_factor_is_an_event_each_time() {
    let (staff, at) = (staff(1), minute(0));
    for (change, event) in [
        (
            SecondFactorChange::SetUp,
            StaffAccessEvent::SecondFactorSet { staff, at },
        ),
        (
            SecondFactorChange::Remove,
            StaffAccessEvent::SecondFactorRemoved { staff, at },
        ),
        (
            SecondFactorChange::MakeRecoveryCodes,
            StaffAccessEvent::RecoveryCodesMade { staff, at },
        ),
        (
            SecondFactorChange::UseRecoveryCode { left: 7 },
            StaffAccessEvent::RecoveryCodeUsed { staff, left: 7, at },
        ),
        (
            SecondFactorChange::RefuseCode,
            StaffAccessEvent::CodeRefused { staff, at },
        ),
        (
            SecondFactorChange::RefuseRepeatedCode,
            StaffAccessEvent::RepeatedCodeRefused { staff, at },
        ),
    ] {
        let command = StaffingCommand::ChangeSecondFactor { staff, change, at };
        given::<StaffAccess>(std::slice::from_ref(&event))
            .when(does(command))
            .then_expect_events(vec![event]);
    }
}
