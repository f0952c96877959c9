//! The filter that nickname and bio share: what is seen is all there is, and nothing in it leads to a person.

mod characters;
pub mod contacts;
pub mod crisis;

pub(super) use characters::is_emoji;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Why a text cannot be shown to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// A control, bidi, zero-width, private or otherwise invisible character.
    #[error("a character that cannot be seen")]
    HiddenCharacter,
    /// Combining marks piled up, or without a letter to stand on.
    #[error("too many marks on one letter")]
    StackedMarks,
    /// `@`, in any of its widths.
    #[error("an @")]
    AtSign,
    /// A mail address, also spelled with words.
    #[error("a mail address")]
    Mail,
    /// A link or a domain, also spelled with spaces or words.
    #[error("a link")]
    Link,
    /// A telephone number, also spelled with spaces or words.
    #[error("a telephone number")]
    Phone,
}

impl TextFault {
    /// The stable name for text keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::HiddenCharacter => "hidden-character",
            Self::StackedMarks => "stacked-marks",
            Self::AtSign => "at-sign",
            Self::Mail => "mail",
            Self::Link => "link",
            Self::Phone => "phone",
        }
    }
}

/// Longer inputs are not even looked at: Telegram's longest message is 4 096 characters.
pub(super) const MAX_INPUT_BYTES: usize = 16 * 1024;

/// Checks one text whose lines are separated by `\n` alone.
pub(super) fn check(text: &str) -> Result<(), TextFault> {
    for line in text.split('\n') {
        characters::check(line)?;
    }
    contacts::check(text)
}

/// Canonical composition, and every kind of space as the plain one, runs of it as a single one.
pub(super) fn tidy_line(line: &str) -> String {
    let composed: String = line.trim().nfc().collect();
    let mut tidy = String::with_capacity(composed.len());
    for character in composed.chars().map(characters::plain_space) {
        if character != ' ' || !tidy.ends_with(' ') {
            tidy.push(character);
        }
    }
    tidy
}

/// How many characters a reader sees, spaces included.
pub(super) fn visible_len(text: &str) -> usize {
    text.graphemes(true).count()
}
