//! Passwords: argon2id with the cost that OWASP recommends, a few at a time.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::Duration;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::letters::letters;
use super::strength::Strength;
use crate::{AppError, Ids};

/// The shortest password a person may choose, in characters (OWASP ASVS 4.0.3, 2.1.1).
pub const MIN_PASSWORD_CHARACTERS: usize = 12;
/// The longest, in characters: twice the 64 that must be possible (2.1.2), and nobody can keep us busy.
const MAX_PASSWORD_CHARACTERS: usize = 128;
/// How long a password that somebody else made can be exchanged for one's own (OWASP ASVS 4.0.3, 2.3.1).
pub const FIRST_PASSWORD_LIFE: Duration = Duration::days(3);
/// A hundred bits.
const FIRST_CHARACTERS: usize = 20;
/// 19 MiB, two passes, one lane: the first choice of OWASP's "Password Storage Cheat Sheet".
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Each takes memory and a processor: a flood of sign-ins waits for its turn instead …
const AT_ONCE: usize = 2;
/// … and no longer than these take, about half a second: whoever comes then hears that there are too many.
const WAITING_MAX: usize = 16;
const SALT_BYTES: usize = 16;

/// What cannot be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("a password has at least {MIN_PASSWORD_CHARACTERS} characters")]
    TooShort,
    /// Found by guessing before long.
    #[error("this password is easily guessed")]
    Weak,
    /// One of those that breaches made known.
    #[error("this password is one of those that everybody tries first")]
    Breached,
    /// Too long.
    #[error("a password has at most {MAX_PASSWORD_CHARACTERS} characters")]
    TooLong,
}

/// A password that a person may have. Shown by nothing.
#[derive(Clone, Debug)]
pub struct Password {
    text: SecretString,
    is_first: bool,
}

impl Password {
    /// A password that a person chose for the account of this name.
    pub fn chosen(text: SecretString, name: &str) -> Result<Self, PasswordError> {
        // A run of blanks is one character: nobody sees how many there are.
        let shown = text.expose_secret().split_whitespace();
        let characters = shown.map(|word| word.chars().count() + 1).sum::<usize>();
        if characters.saturating_sub(1) < MIN_PASSWORD_CHARACTERS {
            return Err(PasswordError::TooShort);
        }
        let chosen = Self::given(text)?;
        match Strength::of(chosen.text.expose_secret(), name) {
            Strength::Breached => Err(PasswordError::Breached),
            strength if !strength.is_enough() => Err(PasswordError::Weak),
            _ => Ok(chosen),
        }
    }

    /// A password that an operator set in the environment: as short as they like.
    pub fn given(text: SecretString) -> Result<Self, PasswordError> {
        if is_too_long(&text) {
            return Err(PasswordError::TooLong);
        }
        Ok(Self {
            text,
            is_first: false,
        })
    }

    /// A random password that somebody is given to choose their own with; the text is for whoever hands it on.
    pub fn first(ids: &dyn Ids) -> (Self, String) {
        let text = letters::<FIRST_CHARACTERS>(ids);
        let password = Self {
            text: SecretString::from(text.as_str()),
            is_first: true,
        };
        (password, text)
    }

    pub(super) const fn is_first(&self) -> bool {
        self.is_first
    }
}

/// Hashes and compares.
#[derive(Debug)]
pub(super) struct Hasher {
    turns: Semaphore,
    /// A place for each that has its turn or waits for it.
    places: Semaphore,
    /// What the passwords of unknown people are compared with: they cost as much as those of known ones.
    decoy: String,
    decoy_salt: [u8; SALT_BYTES],
}

impl Hasher {
    pub(super) fn new(ids: &dyn Ids) -> Self {
        let (mut decoy, mut decoy_salt) = ([0; SALT_BYTES], [0; SALT_BYTES]);
        ids.fill(&mut decoy);
        ids.fill(&mut decoy_salt);
        Self {
            turns: Semaphore::new(AT_ONCE),
            places: Semaphore::new(AT_ONCE + WAITING_MAX),
            decoy: hex::encode(decoy),
            decoy_salt,
        }
    }

    /// The hash of a password under a fresh salt.
    pub(super) async fn hash(
        &self,
        password: &Password,
        ids: &dyn Ids,
    ) -> Result<String, AppError> {
        let mut salt = [0; SALT_BYTES];
        ids.fill(&mut salt);
        let text = password.text.clone();
        self.in_turn(move || hash(&text, &salt)).await?
    }

    /// The same of one that was right just now.
    pub(super) async fn again(
        &self,
        text: SecretString,
        ids: &dyn Ids,
    ) -> Result<String, AppError> {
        let password = Password {
            text,
            is_first: false,
        };
        self.hash(&password, ids).await
    }

    /// Whether this is the password of a hash; of no hash it never is, and that takes as long.
    pub(super) async fn is_right(
        &self,
        password: SecretString,
        known: Option<String>,
    ) -> Result<bool, AppError> {
        if is_too_long(&password) {
            return Ok(false);
        }
        let (decoy, decoy_salt) = (SecretString::from(self.decoy.clone()), self.decoy_salt);
        self.in_turn(move || match known {
            Some(known) => verify(&password, &known),
            None => {
                // The same work, for nothing: the text is not compared with the answer.
                hash(&password, &decoy_salt).map(|found| found == decoy.expose_secret())
            }
        })
        .await?
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let _place = self.places.try_acquire().map_err(|_| AppError::Crowded)?;
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|_| AppError::Interrupted)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| AppError::Interrupted)
    }
}

fn is_too_long(password: &SecretString) -> bool {
    password
        .expose_secret()
        .chars()
        .nth(MAX_PASSWORD_CHARACTERS)
        .is_some()
}

fn argon2id() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| AppError::Sealed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &SecretString, salt: &[u8]) -> Result<String, AppError> {
    let salt = SaltString::encode_b64(salt).map_err(|_| AppError::Sealed)?;
    argon2id()?
        .hash_password(password.expose_secret().as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|_| AppError::Sealed)
}

/// Whether a hash was made when less was enough.
pub(super) fn is_cheaper(known: &str) -> bool {
    let Ok(known) = PasswordHash::new(known) else {
        return false;
    };
    let params = Params::try_from(&known).unwrap_or_default();
    known.algorithm != Algorithm::Argon2id.ident()
        || params.m_cost() < MEMORY_KIB
        || params.t_cost() < PASSES
}

/// The cost is that which the hash names.
fn verify(password: &SecretString, known: &str) -> Result<bool, AppError> {
    let known = PasswordHash::new(known).map_err(|_| AppError::Sealed)?;
    let checked = argon2id()?.verify_password(password.expose_secret().as_bytes(), &known);
    Ok(checked.is_ok())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::future::join_all;

    use super::*;
    use crate::clock::ManualClock;
    use crate::ids::SeededIds;

    #[tokio::test]
    async fn a_password_opens_its_own_hash_and_no_other() {
        let ids = SeededIds::new(1, Arc::new(ManualClock::default()));
        let hasher = Hasher::new(&ids);
        let password = Password::chosen("верный пароль 1".into(), "anna").unwrap();
        let (first, second) = (
            hasher.hash(&password, &ids).await.unwrap(),
            hasher.hash(&password, &ids).await.unwrap(),
        );
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(first, second, "each has a salt of its own");
        let right = hasher.is_right("верный пароль 1".into(), Some(first.clone()));
        assert!(right.await.unwrap());
        let wrong = hasher.is_right("верный пароль 2".into(), Some(first));
        assert!(!wrong.await.unwrap());
        assert!(!hasher.is_right("anything".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_long_password_counts_to_its_last_character() {
        let ids = SeededIds::new(1, Arc::new(ManualClock::default()));
        let hasher = Hasher::new(&ids);
        let beginning = "я".repeat(MAX_PASSWORD_CHARACTERS - 1);
        let given = |end: &str| SecretString::from(format!("{beginning}{end}"));
        let password = Password::given(given("а")).unwrap();
        let hash = hasher.hash(&password, &ids).await.unwrap();
        let right = hasher.is_right(given("а"), Some(hash.clone()));
        assert!(right.await.unwrap());
        assert!(!hasher.is_right(given("б"), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn who_comes_when_the_queue_is_full_is_told_so_at_once() {
        let ids = SeededIds::new(1, Arc::new(ManualClock::default()));
        let hasher = Hasher::new(&ids);
        let more = 5;
        let tries = (0..AT_ONCE + WAITING_MAX + more).map(|_| hasher.is_right("x".into(), None));
        let answers = join_all(tries).await;
        let crowded = answers
            .iter()
            .filter(|answer| matches!(answer, Err(AppError::Crowded)));
        assert_eq!(crowded.count(), more);
        assert!(hasher.is_right("x".into(), None).await.is_ok());
    }

    #[test]
    fn a_password_has_a_length_within_limits() {
        let chosen = |text: &str| Password::chosen(text.into(), "anna").err();
        assert_eq!(chosen("одиннадцать"), Some(PasswordError::TooShort));
        assert_eq!(chosen("двенадцатьзн"), None);
        assert_eq!(chosen("qwertyuiop123"), Some(PasswordError::Breached));
        assert_eq!(chosen("anna-anna-anna-1"), Some(PasswordError::Weak));
        assert_eq!(chosen("двена  дцать"), Some(PasswordError::TooShort));
        assert_eq!(chosen(&" ".repeat(20)), Some(PasswordError::TooShort));
        let words = "чайник поёт по утрам ".repeat(7);
        let long = |characters| words.chars().take(characters).collect::<String>();
        assert_eq!(chosen(&long(64)), None);
        assert_eq!(chosen(&long(128)), None);
        assert_eq!(chosen(&long(129)), Some(PasswordError::TooLong));
    }
}
