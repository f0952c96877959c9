//! The name a person of the staff signs in with.

use std::fmt;
use std::str::FromStr;

/// The longest name, in characters.
const MAX_CHARACTERS: usize = 64;

/// A name in lower case, so that nobody can look like somebody else. HTTP Basic ends a name at a colon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StaffName(String);

/// This cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 64 of a-z, 0-9 and .-_@+")]
pub struct NameError;

impl StaffName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StaffName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let name = text.trim().to_ascii_lowercase();
        let fits = (1..=MAX_CHARACTERS).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_@+".contains(&byte));
        if fits { Ok(Self(name)) } else { Err(NameError) }
    }
}

impl fmt::Display for StaffName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ascii_and_have_one_spelling() {
        assert_eq!(" Ann.Lee@x ".parse(), Ok(StaffName("ann.lee@x".to_owned())));
        let too_long = "a".repeat(65);
        for wrong in [
            "",
            " ",
            "a b",
            "a:b",
            "аnn",
            "a\u{0}",
            "a\r\nb",
            too_long.as_str(),
        ] {
            assert_eq!(wrong.parse::<StaffName>(), Err(NameError), "{wrong:?}");
        }
    }
}
