//! How good a password is that somebody is about to choose: none that was breached, and none that is quickly guessed
//! (OWASP ASVS 4.0.3, 2.1.7 and 2.1.8). No rule asks for characters of some kind (2.1.9).

use zxcvbn::{Score, zxcvbn};

/// What every guess at our doors begins with.
const ABOUT_US: [&str; 5] = [
    "notalone",
    "youarenotalone",
    "tyneodin",
    "console",
    "moderator",
];
/// Guessing is estimated from the beginning of long ones; the rest makes them only better.
const ESTIMATED_CHARACTERS: usize = 100;

/// How well a password stands up to guessing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Among the hundred thousand most used in breaches.
    Breached,
    /// Found in fewer than 10^8 guesses.
    Weak,
    /// Found in fewer than 10^10 guesses.
    Middling,
    /// More than that: good enough.
    Good,
    /// The best the estimate knows.
    Strong,
}

impl Strength {
    /// Of a password for the account of this name.
    pub fn of(password: &str, name: &str) -> Self {
        let is_breached = [password.to_owned(), password.to_lowercase()]
            .iter()
            .any(passwords::analyzer::is_common_password);
        if is_breached {
            return Self::Breached;
        }
        let beginning: String = password.chars().take(ESTIMATED_CHARACTERS).collect();
        let mut known = ABOUT_US.to_vec();
        known.push(name);
        match zxcvbn(&beginning, &known).score() {
            Score::Four => Self::Strong,
            Score::Three => Self::Good,
            Score::Two => Self::Middling,
            _ => Self::Weak,
        }
    }

    /// Whether somebody may have it.
    pub fn is_enough(self) -> bool {
        self >= Self::Good
    }

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Breached => "breached",
            Self::Weak => "weak",
            Self::Middling => "middling",
            Self::Good => "good",
            Self::Strong => "strong",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_of_a_breach_is_known_in_any_case() {
        for password in [
            "1qaz2wsx3edc4rfv",
            "qwertyuiop123",
            "QWERTYUIOP123",
            "000webhost.com",
        ] {
            assert_eq!(
                Strength::of(password, "anna"),
                Strength::Breached,
                "{password}"
            );
        }
    }

    #[test]
    fn what_is_soon_guessed_is_weak_whatever_characters_it_has() {
        for password in [
            "Password123!!",
            "aaaaaaaaaaaa",
            "anna-anna-anna",
            "notalone2026!",
            "moderator2026",
        ] {
            assert!(!Strength::of(password, "anna").is_enough(), "{password}");
        }
        for password in [
            "correct horse battery",
            "чайник поёт по утрам",
            "x7gqpw3mzk2t",
        ] {
            assert!(Strength::of(password, "anna").is_enough(), "{password}");
        }
    }

    #[test]
    fn a_long_one_is_estimated_in_the_time_of_a_short_one() {
        let long = "чайник поёт по утрам ".repeat(24);
        assert!(Strength::of(&long, "anna").is_enough());
    }
}
