//! Why an operator did something, in their own words.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::personal_text::{self, TextFault};

/// One line of at most 200 characters. It is kept in the log for good, so it passes the filter that members' texts pass: no name in
/// Telegram, no phone, no mail, no link. What was stored is read as it is: it was checked by the filter of its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperatorNote(String);

/// Which rule a note broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OperatorNoteError {
    /// Nothing to read.
    #[error("say why, in a few words")]
    Empty,
    /// More than 200 characters.
    #[error("at most 200 characters, on one line")]
    TooLong,
    /// It could lead to a person.
    #[error("it stays in the log for good and must not have {0}")]
    Text(#[from] TextFault),
}

impl OperatorNote {
    /// The most visible characters.
    pub const MAX_CHARACTERS: usize = 200;

    /// What was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OperatorNote {
    type Err = OperatorNoteError;

    fn from_str(text: &str) -> Result<Self, OperatorNoteError> {
        if text.len() > personal_text::MAX_INPUT_BYTES || text.trim().contains(['\n', '\r']) {
            return Err(OperatorNoteError::TooLong);
        }
        let note = personal_text::tidy_line(text);
        personal_text::check(&note)?;
        if note.is_empty() {
            return Err(OperatorNoteError::Empty);
        }
        if personal_text::visible_len(&note) > Self::MAX_CHARACTERS {
            return Err(OperatorNoteError::TooLong);
        }
        Ok(Self(note))
    }
}

impl fmt::Display for OperatorNote {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
