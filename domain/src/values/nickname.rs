//! The pseudonym a peer sees.

/// 2–32 visible characters on one line, nothing that leads to a person (product.md, "Onboarding and profile").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nickname(String);
