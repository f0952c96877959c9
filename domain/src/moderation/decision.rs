//! What a moderator may decide, and the words for it.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::values::Timestamp;

/// How long a mute lasts: 1 to 30 days (product.md, "Safety").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct MuteDays(u16);

/// A mute outside 1 to 30 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a mute lasts 1 to 30 days")]
pub struct MuteDaysOutOfRange;

impl MuteDays {
    /// The longest mute.
    pub const MAX: u16 = 30;

    /// The number of days.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for MuteDays {
    type Error = MuteDaysOutOfRange;

    fn try_from(days: u16) -> Result<Self, Self::Error> {
        if (1..=Self::MAX).contains(&days) {
            Ok(Self(days))
        } else {
            Err(MuteDaysOutOfRange)
        }
    }
}

impl From<MuteDays> for u16 {
    fn from(days: MuteDays) -> Self {
        days.0
    }
}

/// How a case is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing to blame the subject for.
    Dismiss,
    /// A warning, and a strike.
    Warn,
    /// No searching for some days.
    Mute {
        /// How many.
        days: MuteDays,
    },
    /// No searching until somebody lifts it.
    Suspend,
    /// Never again.
    Ban,
}

impl Decision {
    /// The stable name, without the days.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dismiss => "dismiss",
            Self::Warn => "warn",
            Self::Mute { .. } => "mute",
            Self::Suspend => "suspend",
            Self::Ban => "ban",
        }
    }

    /// Whether the subject is blamed for something.
    pub const fn is_sanction(self) -> bool {
        !matches!(self, Self::Dismiss)
    }

    /// Whether it keeps the subject from searching.
    pub const fn restrains(self) -> bool {
        matches!(self, Self::Mute { .. } | Self::Suspend | Self::Ban)
    }

    /// When what is decided now ends by itself, `None` for what does not.
    pub fn until(self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Mute { days } => Some(at + Duration::days(days.get().into())),
            _ => None,
        }
    }
}

/// The rule that a decision stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyReason {
    /// No rule was broken.
    NoViolation,
    /// It cannot be told.
    NotEnoughEvidence,
    /// The subject needs help, not blame.
    NeedsHelp,
    /// Advertising or begging.
    Spam,
    /// Asking for money, deceiving.
    Fraud,
    /// Insults, harassment, pressure.
    Harassment,
    /// Threats against the peer or others.
    Threats,
    /// Sexual words or pictures that were not wanted.
    SexualContent,
    /// Trying to learn who the peer is, or to meet outside.
    Anonymity,
    /// Diagnoses and cures from someone who is not asked for them.
    HarmfulAdvice,
    /// Under 18.
    Underage,
    /// Around an earlier decision.
    Evasion,
    /// Another rule; the note says which.
    OtherRule,
}

impl PolicyReason {
    /// Every reason in display order.
    pub const ALL: [Self; 13] = [
        Self::NoViolation,
        Self::NotEnoughEvidence,
        Self::NeedsHelp,
        Self::Spam,
        Self::Fraud,
        Self::Harassment,
        Self::Threats,
        Self::SexualContent,
        Self::Anonymity,
        Self::HarmfulAdvice,
        Self::Underage,
        Self::Evasion,
        Self::OtherRule,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoViolation => "no_violation",
            Self::NotEnoughEvidence => "not_enough_evidence",
            Self::NeedsHelp => "needs_help",
            Self::Spam => "spam",
            Self::Fraud => "fraud",
            Self::Harassment => "harassment",
            Self::Threats => "threats",
            Self::SexualContent => "sexual_content",
            Self::Anonymity => "anonymity",
            Self::HarmfulAdvice => "harmful_advice",
            Self::Underage => "underage",
            Self::Evasion => "evasion",
            Self::OtherRule => "other_rule",
        }
    }

    /// The reason of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// Whether it says that a rule was broken: a sanction needs such a one, a dismissal the opposite.
    pub const fn is_violation(self) -> bool {
        !matches!(
            self,
            Self::NoViolation | Self::NotEnoughEvidence | Self::NeedsHelp
        )
    }
}

/// Which of the prepared texts goes with the decision to the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionTemplate {
    /// The rule and the measure, nothing more.
    Plain,
    /// For a first slip: what would have been better.
    Gentle,
    /// It happened before.
    Repeated,
    /// Somebody was in danger.
    Serious,
    /// Care for the subject: where help is.
    Caring,
}

impl DecisionTemplate {
    /// Every text in display order.
    pub const ALL: [Self; 5] = [
        Self::Plain,
        Self::Gentle,
        Self::Repeated,
        Self::Serious,
        Self::Caring,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gentle => "gentle",
            Self::Repeated => "repeated",
            Self::Serious => "serious",
            Self::Caring => "caring",
        }
    }

    /// The text of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|text| text.name() == name)
    }
}

/// How another moderator judges an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealOutcome {
    /// The decision stands.
    Upheld,
    /// The decision was wrong and is taken back.
    Overturned,
}
