//! The pseudonym a peer sees.

use std::fmt;
use std::str::FromStr;

use unicode_segmentation::UnicodeSegmentation;

use super::language::Language;
use super::personal_text::{self, TextFault};
use crate::mix::mix;

mod words;

/// 2–32 visible characters on one line, nothing that leads to a person (product.md, "Onboarding and profile").
#[derive(Clone, PartialEq, Eq)]
pub struct Nickname(String);

/// Which rule a nickname broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NicknameError {
    /// Fewer than 2 visible characters.
    #[error("a nickname has at least 2 visible characters")]
    TooShort,
    /// More than 32 visible characters.
    #[error("a nickname has at most 32 visible characters")]
    TooLong,
    /// More than one line.
    #[error("a nickname is one line")]
    SeveralLines,
    /// Neither a letter nor an emoji.
    #[error("a nickname has a letter or an emoji")]
    OnlyDigitsOrPunctuation,
    /// It cannot be shown to a peer.
    #[error("a nickname must not have {0}")]
    Text(#[from] TextFault),
}

impl NicknameError {
    /// The stable name for text keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::SeveralLines => "several-lines",
            Self::OnlyDigitsOrPunctuation => "only-digits-or-punctuation",
            Self::Text(fault) => fault.slug(),
        }
    }
}

impl Nickname {
    /// The fewest visible characters, spaces not counted.
    pub const MIN_CHARACTERS: usize = 2;
    /// The most visible characters.
    pub const MAX_CHARACTERS: usize = 32;
    /// One visible character may be many code points; this bounds the whole.
    pub const MAX_BYTES: usize = 512;

    /// Trims, tidies the spaces and checks every rule.
    pub fn parse(text: &str) -> Result<Self, NicknameError> {
        if text.len() > personal_text::MAX_INPUT_BYTES {
            return Err(NicknameError::TooLong);
        }
        if text.trim().contains(is_line_break) {
            return Err(NicknameError::SeveralLines);
        }
        let name = personal_text::tidy_line(text);
        personal_text::check(&name)?;
        let visible = name
            .graphemes(true)
            .filter(|cluster| *cluster != " ")
            .count();
        if visible < Self::MIN_CHARACTERS {
            return Err(NicknameError::TooShort);
        }
        if personal_text::visible_len(&name) > Self::MAX_CHARACTERS || name.len() > Self::MAX_BYTES
        {
            return Err(NicknameError::TooLong);
        }
        if !name
            .chars()
            .any(|character| character.is_alphabetic() || personal_text::is_emoji(character))
        {
            return Err(NicknameError::OnlyDigitsOrPunctuation);
        }
        Ok(Self(name))
    }

    /// The nickname as shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Three different names to choose from, in a member's language. The same seed gives the same names, so that a button and a
    /// second look agree.
    pub fn suggestions(language: Language, seed: u64) -> [String; 3] {
        let words = words::of(language);
        let mut mixer = Mixer(seed);
        let mut places = [0; 3];
        for index in 0..places.len() {
            let mut place = mixer.below(words.count());
            while places[..index].contains(&place) {
                place = (place + 1) % words.count();
            }
            places[index] = place;
        }
        places.map(|place| words.name(place))
    }
}

fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Different places for the same seed, one after the other.
struct Mixer(u64);

impl Mixer {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        usize::try_from(mix(self.0) % limit).unwrap_or(0)
    }
}

impl FromStr for Nickname {
    type Err = NicknameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Says nothing: a nickname must not reach a log through a debug print.
impl fmt::Debug for Nickname {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Nickname(…)")
    }
}
