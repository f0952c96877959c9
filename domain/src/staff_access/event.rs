//! What somebody of the staff opened, how they came in, and what became of their account.

use serde::{Deserialize, Serialize};

use crate::values::{CaseId, MatchId, MemberId, ReportId, StaffId, StaffRole, Timestamp};

/// What is looked at as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replayed {
    /// A member.
    Member(MemberId),
    /// A pair.
    Match(MatchId),
    /// A case.
    Case(CaseId),
}

/// How somebody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WayIn {
    /// By the door of the console: a session was opened.
    Console,
    /// With the password beside every call of a program.
    Calls,
}

/// From where nobody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockedFrom {
    /// From the address that failed, which is not kept.
    OnePlace,
    /// From everywhere.
    Everywhere,
}

/// Facts of one person's stream of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StaffAccessEvent {
    /// A case was opened.
    CaseViewed {
        /// Who.
        staff: StaffId,
        /// Which.
        case_id: CaseId,
        /// When.
        at: Timestamp,
    },
    /// What a reporter wrote was opened.
    CommentViewed {
        /// Who.
        staff: StaffId,
        /// In which case.
        case_id: CaseId,
        /// Of which report.
        report_id: ReportId,
        /// When.
        at: Timestamp,
    },
    /// A member was opened.
    MemberViewed {
        /// Who.
        staff: StaffId,
        /// Which.
        member: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Something was looked at as it was.
    ReplayViewed {
        /// Who.
        staff: StaffId,
        /// What.
        of: Replayed,
        /// As of which position of the log.
        as_of: i64,
        /// When.
        at: Timestamp,
    },
    /// A case left the system as a bundle.
    BundleExported {
        /// Who.
        staff: StaffId,
        /// Which case.
        case_id: CaseId,
        /// Up to which position of the log.
        position: i64,
        /// When.
        at: Timestamp,
    },
    /// Somebody came in with the right password.
    SignedIn {
        /// Whose account.
        staff: StaffId,
        /// Which way.
        way: WayIn,
        /// When.
        at: Timestamp,
    },
    /// A password was tried, and nobody came in.
    SignInRefused {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// After too many failures nothing is compared for a while.
    LockedOut {
        /// Whose account.
        staff: StaffId,
        /// From where.
        from: LockedFrom,
        /// How long.
        until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Somebody left.
    SignedOut {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody ended all sessions but the one they were in.
    OtherSessionsEnded {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody took another password, which ended all sessions.
    PasswordChanged {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// A Telegram account may press the buttons of the moderators' chat for this person from now on. Whose it is stays outside the log.
    TelegramLinked {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// No Telegram account may any more.
    TelegramUnlinked {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// An account was made.
    AccountAdded {
        /// Whose account.
        staff: StaffId,
        /// With which role.
        role: StaffRole,
        /// By whom; nobody for the command line.
        by: Option<StaffId>,
        /// When.
        at: Timestamp,
    },
    /// Somebody was given another role.
    RoleChanged {
        /// Whose account.
        staff: StaffId,
        /// The role until then.
        from: StaffRole,
        /// The role from then on.
        to: StaffRole,
        /// By whom; nobody for the command line.
        by: Option<StaffId>,
        /// When.
        at: Timestamp,
    },
    /// An authenticator was set up: its codes are asked for after the password from now on.
    SecondFactorSet {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody took their authenticator away: the password is enough from now on.
    SecondFactorRemoved {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody has fresh recovery codes; those before open nothing any more.
    RecoveryCodesMade {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// A recovery code stood in for the authenticator, and is used up.
    RecoveryCodeUsed {
        /// Whose account.
        staff: StaffId,
        /// How many are left.
        left: u32,
        /// When.
        at: Timestamp,
    },
    /// Somebody who knew the password gave a wrong code, and did not come in.
    CodeRefused {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody who knew the password gave a code that had been used, and did not come in.
    RepeatedCodeRefused {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody came in from a browser that had not been used for this account.
    NewBrowserSeen {
        /// Whose account.
        staff: StaffId,
        /// When.
        at: Timestamp,
    },
    /// Somebody who could not come in any more begins anew: with a first password and without a second factor.
    AccessReset {
        /// Whose account.
        staff: StaffId,
        /// By whom; nobody for the command line.
        by: Option<StaffId>,
        /// When.
        at: Timestamp,
    },
    /// Somebody was let in no more.
    AccountDisabled {
        /// Whose account.
        staff: StaffId,
        /// By whom; nobody for the command line.
        by: Option<StaffId>,
        /// When.
        at: Timestamp,
    },
}

event_types! { StaffAccessEvent:
    CaseViewed = "CaseViewed", "1";
    CommentViewed = "CommentViewed", "1";
    MemberViewed = "MemberViewed", "1";
    ReplayViewed = "ReplayViewed", "1";
    BundleExported = "BundleExported", "1";
    SignedIn = "SignedIn", "1";
    SignInRefused = "SignInRefused", "1";
    LockedOut = "LockedOut", "1";
    SignedOut = "SignedOut", "1";
    OtherSessionsEnded = "OtherSessionsEnded", "1";
    PasswordChanged = "PasswordChanged", "1";
    TelegramLinked = "TelegramLinked", "1";
    TelegramUnlinked = "TelegramUnlinked", "1";
    AccountAdded = "AccountAdded", "1";
    RoleChanged = "RoleChanged", "1";
    AccountDisabled = "AccountDisabled", "1";
    SecondFactorSet = "SecondFactorSet", "1";
    SecondFactorRemoved = "SecondFactorRemoved", "1";
    RecoveryCodesMade = "RecoveryCodesMade", "1";
    RecoveryCodeUsed = "RecoveryCodeUsed", "1";
    CodeRefused = "CodeRefused", "1";
    RepeatedCodeRefused = "RepeatedCodeRefused", "1";
    NewBrowserSeen = "NewBrowserSeen", "1";
    AccessReset = "AccessReset", "1";
}
