//! What somebody writes to the staff, or the staff for itself: read by moderators only, never shown to a peer, so nothing in it is
//! filtered but what cannot be seen.

use std::fmt;
use std::str::FromStr;

use super::personal_text;

/// A text of at most `MAX` visible characters, several lines allowed.
#[derive(Clone, PartialEq, Eq)]
pub struct Statement<const MAX: usize>(String);

/// The comment of a report, at most 500 characters (product.md, "Safety").
pub type ReportComment = Statement<500>;
/// The text of an appeal, at most 1 000 characters (product.md, "Safety").
pub type AppealText = Statement<1_000>;
/// A note that only staff see.
pub type StaffNote = Statement<2_000>;

/// Which rule a statement broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// Nothing to read.
    #[error("the text says nothing")]
    Empty,
    /// More characters than there is room for.
    #[error("the text has at most {0} characters")]
    TooLong(usize),
}

impl<const MAX: usize> Statement<MAX> {
    /// The most visible characters, line breaks included.
    pub const MAX_CHARACTERS: usize = MAX;

    /// Trims, leaves out control characters and checks the length.
    pub fn parse(text: &str) -> Result<Self, StatementError> {
        if text.len() > personal_text::MAX_INPUT_BYTES {
            return Err(StatementError::TooLong(MAX));
        }
        let readable: String = text
            .replace("\r\n", "\n")
            .chars()
            .filter(|character| *character == '\n' || !character.is_control())
            .collect();
        let trimmed = readable.trim();
        if trimmed.is_empty() {
            return Err(StatementError::Empty);
        }
        if personal_text::visible_len(trimmed) > MAX {
            return Err(StatementError::TooLong(MAX));
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// The text as read.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> FromStr for Statement<MAX> {
    type Err = StatementError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Says nothing: what people tell the staff must not reach a log through a debug print.
impl<const MAX: usize> fmt::Debug for Statement<MAX> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Statement(…)")
    }
}
