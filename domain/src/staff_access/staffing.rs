//! What becomes of accounts, and who came in by them.

use super::{
    LockedFrom, SecondFactorChange, StaffAccess, StaffAccessError, StaffAccessEvent, WayIn,
};
use crate::moderation::Actor;
use crate::values::{StaffId, StaffRole, Timestamp};

/// Commands about one account. `by` is whoever acts on it; nobody for an operator on the command line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StaffingCommand {
    /// Somebody comes in with the right password.
    SignIn {
        /// Whose account.
        staff: StaffId,
        /// Which way.
        way: WayIn,
        /// When.
        at: Timestamp,
    },
    /// A password was compared and nobody came in.
    RefuseSignIn {
        /// Whose account was named.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// After too many failures nothing is compared for a while.
    LockOut {
        /// Whose account was named.
        staff: StaffId,
        /// From where nobody comes in.
        from: LockedFrom,
        /// How long.
        until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Somebody leaves.
    SignOut {
        /// Who.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody ends all sessions but the one they do it in.
    EndOtherSessions {
        /// Who.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody takes another password.
    ChangePassword {
        /// Who.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Something becomes of somebody's second factor.
    ChangeSecondFactor {
        /// Whose.
        staff: StaffId,
        /// What.
        change: SecondFactorChange,
        /// When.
        at: Timestamp,
    },
    /// Somebody comes in from a browser that was not used for this account.
    SeeNewBrowser {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// A Telegram account told the code that the console showed.
    LinkTelegram {
        /// For whom it acts.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// The link is taken away, by the person or because another account has the Telegram account now.
    UnlinkTelegram {
        /// For whom it acted.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// An account is made.
    AddAccount {
        /// For whom.
        staff: StaffId,
        /// With which role.
        role: StaffRole,
        /// By whom.
        by: Option<Actor>,
        /// When.
        at: Timestamp,
    },
    /// Somebody is given another role.
    ChangeRole {
        /// Who.
        staff: StaffId,
        /// The role until now.
        from: StaffRole,
        /// The role from now on.
        to: StaffRole,
        /// By whom.
        by: Option<Actor>,
        /// When.
        at: Timestamp,
    },
    /// Somebody who cannot come in any more begins anew.
    ResetAccess {
        /// Who.
        staff: StaffId,
        /// By whom.
        by: Option<Actor>,
        /// When.
        at: Timestamp,
    },
    /// Somebody is let in no more.
    DisableAccount {
        /// Who.
        staff: StaffId,
        /// By whom.
        by: Option<Actor>,
        /// When.
        at: Timestamp,
    },
}

impl StaffingCommand {
    /// The account in question, and when.
    pub const fn of(&self) -> (StaffId, Timestamp) {
        match self {
            Self::SignIn { staff, at, .. }
            | Self::RefuseSignIn { staff, at }
            | Self::LockOut { staff, at, .. }
            | Self::SignOut { staff, at }
            | Self::EndOtherSessions { staff, at }
            | Self::ChangePassword { staff, at }
            | Self::ChangeSecondFactor { staff, at, .. }
            | Self::SeeNewBrowser { staff, at }
            | Self::ResetAccess { staff, at, .. }
            | Self::LinkTelegram { staff, at }
            | Self::UnlinkTelegram { staff, at }
            | Self::AddAccount { staff, at, .. }
            | Self::ChangeRole { staff, at, .. }
            | Self::DisableAccount { staff, at, .. } => (*staff, *at),
        }
    }

    /// The stable name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SignIn { .. } => "SignIn",
            Self::RefuseSignIn { .. } => "RefuseSignIn",
            Self::LockOut { .. } => "LockOut",
            Self::SignOut { .. } => "SignOut",
            Self::EndOtherSessions { .. } => "EndOtherSessions",
            Self::ChangePassword { .. } => "ChangePassword",
            Self::ChangeSecondFactor { change, .. } => change.name(),
            Self::SeeNewBrowser { .. } => "SeeNewBrowser",
            Self::ResetAccess { .. } => "ResetAccess",
            Self::LinkTelegram { .. } => "LinkTelegram",
            Self::UnlinkTelegram { .. } => "UnlinkTelegram",
            Self::AddAccount { .. } => "AddAccount",
            Self::ChangeRole { .. } => "ChangeRole",
            Self::DisableAccount { .. } => "DisableAccount",
        }
    }
}

impl StaffAccess {
    /// The event the command leads to; none where the day has it already.
    pub(super) fn staffing(
        &self,
        command: &StaffingCommand,
    ) -> Result<Option<StaffAccessEvent>, StaffAccessError> {
        Ok(match *command {
            StaffingCommand::SignIn { staff, way, at } => {
                // Every call of a program brings the password; the first of the day says that it was used.
                let is_told = way == WayIn::Calls && self.called;
                (!is_told).then_some(StaffAccessEvent::SignedIn { staff, way, at })
            }
            StaffingCommand::RefuseSignIn { staff, at } => {
                Some(StaffAccessEvent::SignInRefused { staff, at })
            }
            StaffingCommand::LockOut {
                staff,
                from,
                until,
                at,
            } => (!self.knows_of_lock(from, at)).then_some(StaffAccessEvent::LockedOut {
                staff,
                from,
                until,
                at,
            }),
            StaffingCommand::SignOut { staff, at } => {
                Some(StaffAccessEvent::SignedOut { staff, at })
            }
            StaffingCommand::EndOtherSessions { staff, at } => {
                Some(StaffAccessEvent::OtherSessionsEnded { staff, at })
            }
            StaffingCommand::ChangePassword { staff, at } => {
                Some(StaffAccessEvent::PasswordChanged { staff, at })
            }
            StaffingCommand::ChangeSecondFactor { staff, change, at } => {
                Some(change.event(staff, at))
            }
            StaffingCommand::SeeNewBrowser { staff, at } => {
                Some(StaffAccessEvent::NewBrowserSeen { staff, at })
            }
            StaffingCommand::LinkTelegram { staff, at } => {
                Some(StaffAccessEvent::TelegramLinked { staff, at })
            }
            StaffingCommand::UnlinkTelegram { staff, at } => {
                Some(StaffAccessEvent::TelegramUnlinked { staff, at })
            }
            StaffingCommand::AddAccount { .. }
            | StaffingCommand::ChangeRole { .. }
            | StaffingCommand::ResetAccess { .. }
            | StaffingCommand::DisableAccount { .. } => return administered(command),
        })
    }

    /// Whoever is locked out everywhere is so in each place: a stranger with many addresses cannot fill the log.
    fn knows_of_lock(&self, from: LockedFrom, at: Timestamp) -> bool {
        let is_in_force = |until: Option<Timestamp>| until.is_some_and(|until| until > at);
        is_in_force(self.locked_everywhere_until)
            || from == LockedFrom::OnePlace && is_in_force(self.locked_until)
    }
}

/// Who looks after the staff; nobody does so with their own account, so that an admin is left.
fn administering(by: Option<Actor>, staff: StaffId) -> Result<Option<StaffId>, StaffAccessError> {
    match by {
        None => Ok(None),
        Some(by) if !by.role.administers() => Err(StaffAccessError::NeedsAdmin),
        Some(by) if by.staff == staff => Err(StaffAccessError::OwnAccount),
        Some(by) => Ok(Some(by.staff)),
    }
}

/// What becomes of an account by somebody else; nothing where it is so already.
fn administered(command: &StaffingCommand) -> Result<Option<StaffAccessEvent>, StaffAccessError> {
    Ok(match *command {
        StaffingCommand::AddAccount {
            staff,
            role,
            by,
            at,
        } => {
            let by = administering(by, staff)?;
            Some(StaffAccessEvent::AccountAdded {
                staff,
                role,
                by,
                at,
            })
        }
        StaffingCommand::ChangeRole {
            staff,
            from,
            to,
            by,
            at,
        } => {
            let by = administering(by, staff)?;
            (from != to).then_some(StaffAccessEvent::RoleChanged {
                staff,
                from,
                to,
                by,
                at,
            })
        }
        StaffingCommand::ResetAccess { staff, by, at } => {
            let by = administering(by, staff)?;
            Some(StaffAccessEvent::AccessReset { staff, by, at })
        }
        StaffingCommand::DisableAccount { staff, by, at } => {
            let by = administering(by, staff)?;
            Some(StaffAccessEvent::AccountDisabled { staff, by, at })
        }
        _ => None,
    })
}
