//! Who of the staff is told what became of their account.

use domain::Event;
use domain::policies::{AccountNotice, Reaction};
use domain::staff_access::{LockedFrom, StaffAccessEvent, StaffAccessId, WayIn};
use domain::values::StaffRole;

use super::reactions;
use crate::common::{minute, staff};

fn of_staff(event: StaffAccessEvent) -> Event {
    Event::StaffAccess(StaffAccessId::of(staff(1), minute(0)), event)
}

#[test]
fn whatever_becomes_of_the_way_in_is_told_to_whose_account_it_is() {
    let (who, at) = (staff(1), minute(0));
    let by = Some(staff(2));
    let told = [
        (
            StaffAccessEvent::PasswordChanged { staff: who, at },
            AccountNotice::PasswordChanged,
        ),
        (
            StaffAccessEvent::RoleChanged {
                staff: who,
                from: StaffRole::Moderator,
                to: StaffRole::Senior,
                by,
                at,
            },
            AccountNotice::RoleChanged,
        ),
        (
            StaffAccessEvent::SecondFactorSet { staff: who, at },
            AccountNotice::SecondFactorSet,
        ),
        (
            StaffAccessEvent::SecondFactorRemoved { staff: who, at },
            AccountNotice::SecondFactorRemoved,
        ),
        (
            StaffAccessEvent::RecoveryCodeUsed {
                staff: who,
                left: 7,
                at,
            },
            AccountNotice::RecoveryCodeUsed,
        ),
        (
            StaffAccessEvent::CodeRefused { staff: who, at },
            AccountNotice::CodeRefused,
        ),
        (
            StaffAccessEvent::RepeatedCodeRefused { staff: who, at },
            AccountNotice::RepeatedCodeRefused,
        ),
        (
            StaffAccessEvent::NewBrowserSeen { staff: who, at },
            AccountNotice::NewBrowserSeen,
        ),
        (
            StaffAccessEvent::AccessReset { staff: who, by, at },
            AccountNotice::AccessReset,
        ),
    ];
    assert_eq!(told.clone().map(|(_, notice)| notice), AccountNotice::ALL);
    for (event, notice) in told {
        let expected = vec![Reaction::NotifyStaff { staff: who, notice }];
        assert_eq!(reactions(&of_staff(event)), expected);
    }
}

#[test]
fn what_is_everyday_and_what_strangers_do_is_not_told() {
    let (who, at) = (staff(1), minute(0));
    for event in [
        StaffAccessEvent::SignedIn {
            staff: who,
            way: WayIn::Console,
            at,
        },
        StaffAccessEvent::SignInRefused { staff: who, at },
        StaffAccessEvent::LockedOut {
            staff: who,
            from: LockedFrom::Everywhere,
            until: minute(15),
            at,
        },
        StaffAccessEvent::SignedOut { staff: who, at },
    ] {
        assert_eq!(reactions(&of_staff(event)), vec![]);
    }
}
