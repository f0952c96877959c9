//! Which rule a look or a change of an account broke.

/// Rejections of the staff access aggregate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StaffAccessError {
    /// The role sees no cases and no members.
    #[error("this role sees no cases and no members")]
    NotAModerator,
    /// A bundle leaves the system: that is for seniors.
    #[error("only a senior exports a case")]
    NeedsSenior,
    /// The staff is looked after by admins.
    #[error("only an admin looks after the staff")]
    NeedsAdmin,
    /// Nobody gives themselves a role or shuts themselves out.
    #[error("nobody changes their own account")]
    OwnAccount,
}
