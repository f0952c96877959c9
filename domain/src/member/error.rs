//! Which rule a member command broke.

use super::OnboardingStep;

/// Rejections of the member aggregate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemberError {
    /// Nothing is known of this member yet.
    #[error("the member is not registered")]
    NotRegistered,
    /// The member erased themselves.
    #[error("the member is erased")]
    Erased,
    /// The rules must be accepted before this step.
    #[error("the rules are not accepted")]
    RulesNotAccepted,
    /// An earlier question has no answer yet.
    #[error("an earlier question comes first: {0:?}")]
    StepOutOfOrder(OnboardingStep),
    /// Not 2 to 6 topics.
    #[error("a profile names 2 to 6 topics, not {0}")]
    TopicCount(u32),
    /// A member cannot block themselves.
    #[error("nobody blocks themselves")]
    OwnBlock,
    /// There is no such block to lift.
    #[error("there is no block on this peer")]
    NotBlocked,
    /// The case does not bind the member.
    #[error("the case does not bind the member")]
    NotSanctioned,
    /// The time for it has not come.
    #[error("it is too early for this")]
    TooEarly,
}
