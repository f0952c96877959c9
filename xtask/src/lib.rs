//! Checks of the repository itself: what the compiler and clippy cannot see. `cargo run -p xtask -- check`, and a test.
//!
//! A rule is a file in `rules/`: a pure function from what it looks at to problems, with tests of both outcomes.

mod checkout;
pub mod rules;
mod source;

pub use checkout::{Checkout, TextFile};
pub use source::Source;

use std::fmt;

use regex::Regex;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Relative to the root of the checkout.
    pub path: String,
    /// Counted from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong and what to do instead.
    pub message: String,
}

impl Problem {
    fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: Some(line),
            message: message.into(),
        }
    }

    fn of(path: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: None,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.path, self.message),
            None => write!(formatter, "{}: {}", self.path, self.message),
        }
    }
}

/// A pattern written in this crate.
#[expect(
    clippy::expect_used,
    reason = "a constant; the rule's tests compile it"
)]
fn pattern(constant: &'static str) -> Regex {
    Regex::new(constant).expect("a pattern that compiles")
}
