//! Which rule a look broke.

/// Rejections of the staff access aggregate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StaffAccessError {
    /// The role sees no cases and no members.
    #[error("this role sees no cases and no members")]
    NotAModerator,
    /// A bundle leaves the system: that is for seniors.
    #[error("only a senior exports a case")]
    NeedsSenior,
}
