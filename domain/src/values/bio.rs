//! The short text about oneself.

use std::fmt;
use std::str::FromStr;

use unicode_segmentation::UnicodeSegmentation;

use super::personal_text::{self, TextFault};

/// At most 160 characters, several lines, the same filter as the nickname (product.md, "Onboarding and profile").
#[derive(Clone, PartialEq, Eq)]
pub struct Bio(String);

/// Which rule a bio broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BioError {
    /// Nothing to see; who wants no bio skips the question.
    #[error("a bio says something")]
    Empty,
    /// More than 160 characters.
    #[error("a bio has at most 160 characters")]
    TooLong,
    /// More lines than a card has room for.
    #[error("a bio has at most 6 lines")]
    TooManyLines,
    /// It cannot be shown to a peer.
    #[error("a bio must not have {0}")]
    Text(#[from] TextFault),
}

impl BioError {
    /// The stable name for text keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::TooManyLines => "too-many-lines",
            Self::Text(fault) => fault.slug(),
        }
    }
}

impl Bio {
    /// The most visible characters, line breaks included.
    pub const MAX_CHARACTERS: usize = 160;
    /// The most lines.
    pub const MAX_LINES: usize = 6;
    /// One visible character may be many code points; this bounds the whole.
    pub const MAX_BYTES: usize = 2_048;

    /// Trims, tidies spaces and empty lines, and checks every rule.
    pub fn parse(text: &str) -> Result<Self, BioError> {
        if text.len() > personal_text::MAX_INPUT_BYTES {
            return Err(BioError::TooLong);
        }
        let lines = tidy_lines(text);
        let bio = lines.join("\n");
        personal_text::check(&bio)?;
        if bio.is_empty() {
            return Err(BioError::Empty);
        }
        if personal_text::visible_len(&bio) > Self::MAX_CHARACTERS || bio.len() > Self::MAX_BYTES {
            return Err(BioError::TooLong);
        }
        if lines.len() > Self::MAX_LINES {
            return Err(BioError::TooManyLines);
        }
        Ok(Self(bio))
    }

    /// The bio as shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The beginning, at most this many visible characters, with «…» for what is left out. A proposal shows 120.
    pub fn excerpt(&self, max_characters: usize) -> String {
        if personal_text::visible_len(&self.0) <= max_characters {
            return self.0.clone();
        }
        let kept: String = self
            .0
            .graphemes(true)
            .take(max_characters.saturating_sub(1))
            .collect();
        format!("{}…", kept.trim_end())
    }
}

/// Tidy lines; no empty one at either end, and never two in a row.
fn tidy_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let one_break = text.replace("\r\n", "\n").replace('\r', "\n");
    for line in one_break.split('\n').map(personal_text::tidy_line) {
        let follows_text = lines.last().is_some_and(|last| !last.is_empty());
        if follows_text || !line.is_empty() {
            lines.push(line);
        }
    }
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

impl FromStr for Bio {
    type Err = BioError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Says nothing: a bio must not reach a log through a debug print.
impl fmt::Debug for Bio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Bio(…)")
    }
}
