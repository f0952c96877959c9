//! The argument of `settings.set`: `<name>.<value>`.

use domain::values::Language;

/// A setting with the value that a button gives it: pressed twice, it says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Read the bot in this language.
    Language(Language),
    /// Whether peers can forward and save what the member sends.
    Protection(bool),
}

const LANGUAGE: &str = "language";
const PROTECTION: &str = "protect";
const ON: &str = "on";
const OFF: &str = "off";

impl Setting {
    /// The argument.
    pub fn print(self) -> String {
        match self {
            Self::Language(language) => format!("{LANGUAGE}.{}", language.tag()),
            Self::Protection(true) => format!("{PROTECTION}.{ON}"),
            Self::Protection(false) => format!("{PROTECTION}.{OFF}"),
        }
    }

    /// Reads an argument.
    pub fn parse(argument: &str) -> Option<Self> {
        match argument.split_once('.')? {
            (LANGUAGE, tag) => Language::from_tag(tag).map(Self::Language),
            (PROTECTION, ON) => Some(Self::Protection(true)),
            (PROTECTION, OFF) => Some(Self::Protection(false)),
            _ => None,
        }
    }
}
