//! The language a member reads the bot in.

use serde::{Deserialize, Serialize};

/// One of the languages the bot speaks (product.md, "Onboarding and profile").
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum Language {
    /// русский
    #[default]
    #[serde(rename = "ru")]
    Russian,
    /// English
    #[serde(rename = "en")]
    English,
    /// українська
    #[serde(rename = "uk")]
    Ukrainian,
}

impl Language {
    /// Every language in display order.
    pub const ALL: [Self; 3] = [Self::Russian, Self::English, Self::Ukrainian];

    /// The BCP 47 tag, used in callback data, in Telegram's calls and in stored events.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::English => "en",
            Self::Ukrainian => "uk",
        }
    }

    /// The language of a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language of what Telegram calls `language_code`: a tag that may name a region too (`en-GB`).
    pub fn from_telegram(language_code: &str) -> Option<Self> {
        let tag = language_code.split(['-', '_']).next()?;
        Self::from_tag(&tag.to_ascii_lowercase())
    }
}
