//! Words of crisis: whether somebody says of themselves that they want to die or hurt themselves (product.md, "Safety").
//!
//! Whoever says so is shown whom to call, and nobody else learns of it. A card too many costs a glance, a card too few may cost more:
//! so what can be read either way is noticed. What only sounds alike (idioms, other people, «не хочу умирать») is not.
//!
//! The words are data, a file per language under `lexicon/`; every text is read with all of them, since nobody says which one they write.
//! A line is a label, a bar, and words in order: `*` any ending, `/` or, `~` up to three words whatever they are, `$` the end of a
//! thought, `?` first: said of others too. A line of `not` names what only looks like a hit.

mod lexicon;
mod reading;
mod words;

use self::lexicon::LEXICON;
use self::reading::Reading;

/// What somebody says of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crisis {
    /// They want to die.
    Suicide,
    /// They hurt themselves.
    SelfHarm,
}

impl Crisis {
    /// The stable name for the label of the metric.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Suicide => "suicide",
            Self::SelfHarm => "self_harm",
        }
    }
}

/// What a text says about its writer, the gravest first.
pub fn notice(text: &str) -> Option<Crisis> {
    Reading::of(text).gravest(&LEXICON)
}
