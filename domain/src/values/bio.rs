//! The short text about oneself.

/// At most 160 characters, several lines, the same filter as the nickname.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bio(String);
