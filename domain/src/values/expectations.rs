//! What a member hopes for and how gently the topics should be handled; each question may be skipped.

use serde::{Deserialize, Serialize};

/// What the member looks for. Shown to the peer, not used for matching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// поддержка
    Support,
    /// совет
    Advice,
    /// дружба
    Friendship,
}

impl Purpose {
    /// Every purpose in display order.
    pub const ALL: [Self; 3] = [Self::Support, Self::Advice, Self::Friendship];

    /// The slug used in callback data and text keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Advice => "advice",
            Self::Friendship => "friendship",
        }
    }

    /// The purpose of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.slug() == slug)
    }
}

/// How sensitive the topics may get. «бережно» meets «бережно» or someone who skipped the question; skipped meets all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// бережно
    Gentle,
    /// открыто
    Open,
}

impl Sensitivity {
    /// Every choice in display order.
    pub const ALL: [Self; 2] = [Self::Gentle, Self::Open];

    /// The slug used in callback data and text keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Gentle => "gentle",
            Self::Open => "open",
        }
    }

    /// The choice of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.slug() == slug)
    }
}
