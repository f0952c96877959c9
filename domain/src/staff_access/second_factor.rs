//! What becomes of somebody's second factor: the codes of an authenticator, and the recovery codes for the day it is lost.

use super::StaffAccessEvent;
use crate::values::{StaffId, Timestamp};

/// What the person did, or somebody who knows their password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorChange {
    /// An authenticator was set up, in place of the one before.
    SetUp,
    /// Signing in needs the password alone from now on.
    Remove,
    /// Fresh recovery codes were made; those before open nothing any more.
    MakeRecoveryCodes,
    /// A recovery code stood in for the authenticator, and is used up.
    UseRecoveryCode {
        /// How many are left.
        left: u32,
    },
    /// After the right password came a wrong code.
    RefuseCode,
    /// After the right password came a code that had been used: perhaps somebody read it over a shoulder.
    RefuseRepeatedCode,
}

impl SecondFactorChange {
    pub(super) const fn event(self, staff: StaffId, at: Timestamp) -> StaffAccessEvent {
        match self {
            Self::SetUp => StaffAccessEvent::SecondFactorSet { staff, at },
            Self::Remove => StaffAccessEvent::SecondFactorRemoved { staff, at },
            Self::MakeRecoveryCodes => StaffAccessEvent::RecoveryCodesMade { staff, at },
            Self::UseRecoveryCode { left } => {
                StaffAccessEvent::RecoveryCodeUsed { staff, left, at }
            }
            Self::RefuseCode => StaffAccessEvent::CodeRefused { staff, at },
            Self::RefuseRepeatedCode => StaffAccessEvent::RepeatedCodeRefused { staff, at },
        }
    }

    /// The command's stable name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SetUp => "SetUpSecondFactor",
            Self::Remove => "RemoveSecondFactor",
            Self::MakeRecoveryCodes => "MakeRecoveryCodes",
            Self::UseRecoveryCode { .. } => "UseRecoveryCode",
            Self::RefuseCode => "RefuseCode",
            Self::RefuseRepeatedCode => "RefuseRepeatedCode",
        }
    }
}
