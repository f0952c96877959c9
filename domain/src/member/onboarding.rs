//! The order of the onboarding, and what a profile lacks.

use serde::{Deserialize, Serialize};

use super::{Expectation, Member, MemberError, Restraint};
use crate::matching::ChatEndReason;
use crate::values::Timestamp;

/// Where the onboarding goes on. The order is part of the contract: rules → nickname → time zone → topics → bio → purpose →
/// sensitivity → free time → complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStep {
    /// The three cards and the age gate.
    Rules,
    /// The pseudonym.
    Nickname,
    /// The time zone.
    TimeZone,
    /// 2 to 6 topics.
    Topics,
    /// The bio or «Пропустить».
    Bio,
    /// поддержка / совет / дружба
    Purpose,
    /// бережно / открыто
    Sensitivity,
    /// утро / день / вечер / ночь
    FreeTime,
}

impl OnboardingStep {
    /// The step that asks for this expectation.
    pub const fn of(expectation: Expectation) -> Self {
        match expectation {
            Expectation::Purpose(_) => Self::Purpose,
            Expectation::Sensitivity(_) => Self::Sensitivity,
            Expectation::FreeTime(_) => Self::FreeTime,
        }
    }
}

/// What keeps a member from searching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// Nothing is known of this member yet.
    #[error("the member is not registered")]
    NotRegistered,
    /// The member said they are under 18.
    #[error("the member said they are under 18")]
    Minor,
    /// This question has no answer yet; it is the first one.
    #[error("the profile lacks an answer: {0:?}")]
    Incomplete(OnboardingStep),
    /// The staff, or signals until the staff looked, keep the member from searching.
    #[error("the member is kept from searching: {0:?}")]
    Restrained(Restraint),
}

impl Member {
    /// The first question without an answer, or `None` when the profile is complete.
    pub fn next_step(&self) -> Option<OnboardingStep> {
        let missing = [
            (self.rules_accepted_at.is_none(), OnboardingStep::Rules),
            (self.nickname.is_none(), OnboardingStep::Nickname),
            (self.time_zone.is_none(), OnboardingStep::TimeZone),
            (self.topics.is_empty(), OnboardingStep::Topics),
            (!self.bio_answered, OnboardingStep::Bio),
            (self.purpose.is_none(), OnboardingStep::Purpose),
            (self.sensitivity.is_none(), OnboardingStep::Sensitivity),
            (self.free_time.is_none(), OnboardingStep::FreeTime),
        ];
        missing
            .into_iter()
            .find_map(|(is_missing, step)| is_missing.then_some(step))
    }

    /// Whether the member may search, and if not, what is missing (product.md, "Finding someone").
    pub fn can_search(&self, now: Timestamp) -> Result<(), NotReady> {
        if !self.registered {
            return Err(NotReady::NotRegistered);
        }
        if self.minor {
            return Err(NotReady::Minor);
        }
        if let Some(restraint) = self.standing.restraint(now) {
            return Err(NotReady::Restrained(restraint));
        }
        match self.next_step() {
            Some(step) => Err(NotReady::Incomplete(step)),
            None => Ok(()),
        }
    }

    /// Why the member may be in no talk that opens now, if so. A hold is no reason: it ends searches only.
    pub fn barred(&self, now: Timestamp) -> Option<ChatEndReason> {
        if self.erased {
            return Some(ChatEndReason::Erased);
        }
        let is_sanctioned = matches!(
            self.standing.restraint(now),
            Some(Restraint::Muted { .. } | Restraint::Suspended | Restraint::Banned)
        );
        if self.minor || is_sanctioned {
            Some(ChatEndReason::Restricted)
        } else {
            self.unreachable.then_some(ChatEndReason::Unreachable)
        }
    }

    /// Earlier questions come first; what was answered may be answered anew at any time.
    pub(super) fn in_order(&self, step: OnboardingStep) -> Result<(), MemberError> {
        match self.next_step() {
            Some(OnboardingStep::Rules) if step > OnboardingStep::Rules => {
                Err(MemberError::RulesNotAccepted)
            }
            Some(missing) if step > missing => Err(MemberError::StepOutOfOrder(missing)),
            _ => Ok(()),
        }
    }
}
