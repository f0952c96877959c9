//! Which rule a search command broke.

/// Rejections of the search aggregate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// There is no such search.
    #[error("the search was never started")]
    NotStarted,
    /// The search exists already.
    #[error("the search was started before")]
    AlreadyStarted,
    /// The member has another search that is not over.
    #[error("the member is already searching")]
    AlreadySearching,
    /// The member is in a proposal or a talk.
    #[error("the member is in a proposal or a talk")]
    AlreadyEngaged,
    /// A sanction, or a hold until a moderator looked, keeps the member from searching.
    #[error("the member is kept from searching")]
    Restrained,
    /// The search is over.
    #[error("the search is over")]
    AlreadyEnded,
    /// Another proposal holds the search, or none does.
    #[error("the search is not held by this proposal")]
    NotTaken,
    /// The time for it has not come.
    #[error("it is too early for this")]
    TooEarly,
}
