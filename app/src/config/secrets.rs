//! Secrets and how good they have to be.

use std::collections::HashSet;

use secrecy::{ExposeSecret, SecretString};

/// Shortest secret outside demo, in bytes.
pub const MIN_SECRET_BYTES: usize = 32;
/// Fewer different bytes than this is a pattern, not a secret.
const MIN_DIFFERENT_BYTES: usize = 8;
/// What values from documentation have in them.
const EXAMPLE_MARKS: [&str; 9] = [
    "example",
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "replace-",
    "replace_",
    "your-",
    "your_",
];

/// A secret with the one before it: made with the current one, accepted with both.
#[derive(Clone, Debug)]
pub struct RotatingSecret {
    /// Used for everything new.
    pub current: SecretString,
    /// Still accepted during a rotation.
    pub previous: Option<SecretString>,
}

impl RotatingSecret {
    /// A secret that was never rotated.
    pub fn new(current: impl Into<SecretString>) -> Self {
        Self {
            current: current.into(),
            previous: None,
        }
    }

    /// The current one, then the previous one if there is one.
    pub fn all(&self) -> impl Iterator<Item = &SecretString> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

/// Why this value must not protect anything, if so.
pub(super) fn weakness(value: &SecretString) -> Option<String> {
    let text = value.expose_secret();
    if text.len() < MIN_SECRET_BYTES {
        return Some(format!(
            "must have at least {MIN_SECRET_BYTES} bytes, not {}",
            text.len()
        ));
    }
    let lower = text.to_lowercase();
    let different: HashSet<u8> = text.bytes().collect();
    let is_example = EXAMPLE_MARKS.iter().any(|mark| lower.contains(mark));
    (is_example || different.len() < MIN_DIFFERENT_BYTES)
        .then(|| "is an example value; draw one with `openssl rand -base64 48`".to_owned())
}
