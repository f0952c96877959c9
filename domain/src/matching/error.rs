//! Which rule a match command broke.

/// Rejections of the match aggregate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// There is no such match.
    #[error("there is no such proposal")]
    NotProposed,
    /// The match exists already.
    #[error("the match was proposed before")]
    AlreadyProposed,
    /// Both sides are the same person.
    #[error("nobody is proposed to themselves")]
    SameMember,
    /// The member is in this match, but from another search.
    #[error("the member came to this match from another search")]
    OtherSearch,
    /// The member is not one of the two.
    #[error("the member is not part of this match")]
    NotParticipant,
    /// One of the two is in another proposal or talk.
    #[error("one of the two is in a proposal or a talk")]
    AlreadyEngaged,
    /// One of the two no longer searches.
    #[error("one of the two is not searching")]
    NotSearching,
    /// A block or a cooldown keeps the two apart.
    #[error("a block or a cooldown keeps the two apart")]
    PairRestricted,
    /// A sanction, or a hold until a moderator looked, keeps one of the two from being proposed.
    #[error("one of the two is kept from searching")]
    Restrained,
    /// The talk is open already.
    #[error("the talk is open")]
    AlreadyStarted,
    /// The proposal was skipped by someone.
    #[error("the proposal was declined")]
    AlreadyDeclined,
    /// The proposal ran out.
    #[error("the proposal has expired")]
    AlreadyExpired,
    /// The proposal was withdrawn.
    #[error("the proposal was withdrawn")]
    AlreadyWithdrawn,
    /// The talk is over.
    #[error("the talk is over")]
    AlreadyEnded,
    /// The talk has not begun.
    #[error("the talk is not open")]
    NotStarted,
    /// The proposal still has time.
    #[error("the proposal still has time")]
    TooEarly,
    /// The talk has no time box.
    #[error("the talk has no end of its own")]
    NotTimeBoxed,
    /// Nobody has been asked yet whether the talk goes on: there is time left.
    #[error("the talk still has time")]
    TimeLeft,
    /// Both have been told who the other is.
    #[error("both know who the other is")]
    AlreadyRevealed,
    /// The window for a report has passed.
    #[error("this talk cannot be reported any more")]
    ReportTooLate,
    /// A talk without a question for a rating, or the window for it has passed.
    #[error("this talk cannot be rated any more")]
    RatingClosed,
}
