//! Whoever works here hears in Telegram, if they linked it, what became of their account: a password that was changed, a second factor, a
//! code that was refused, a browser that was never used before (OWASP ASVS 4.0.3, 2.2.3, 2.5.5 and 2.8.5).

use super::notice::AccountNotice;
use super::{Context, Reaction};
use crate::Event;
use crate::staff_access::StaffAccessEvent;
use crate::values::StaffId;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::StaffAccess(_, event) = context.event else {
        return Vec::new();
    };
    told(event)
        .map(|(staff, notice)| Reaction::NotifyStaff { staff, notice })
        .into_iter()
        .collect()
}

/// Linking is answered by the bot itself, and strangers who guess at a name cannot make it write.
const fn told(event: &StaffAccessEvent) -> Option<(StaffId, AccountNotice)> {
    Some(match *event {
        StaffAccessEvent::PasswordChanged { staff, .. } => (staff, AccountNotice::PasswordChanged),
        StaffAccessEvent::RoleChanged { staff, .. } => (staff, AccountNotice::RoleChanged),
        StaffAccessEvent::SecondFactorSet { staff, .. } => (staff, AccountNotice::SecondFactorSet),
        StaffAccessEvent::SecondFactorRemoved { staff, .. } => {
            (staff, AccountNotice::SecondFactorRemoved)
        }
        StaffAccessEvent::RecoveryCodeUsed { staff, .. } => {
            (staff, AccountNotice::RecoveryCodeUsed)
        }
        StaffAccessEvent::CodeRefused { staff, .. } => (staff, AccountNotice::CodeRefused),
        StaffAccessEvent::RepeatedCodeRefused { staff, .. } => {
            (staff, AccountNotice::RepeatedCodeRefused)
        }
        StaffAccessEvent::NewBrowserSeen { staff, .. } => (staff, AccountNotice::NewBrowserSeen),
        StaffAccessEvent::AccessReset { staff, .. } => (staff, AccountNotice::AccessReset),
        _ => return None,
    })
}
