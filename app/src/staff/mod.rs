//! The people who work in the console: accounts, passwords, second factors, sessions, and the Telegram account that each may have
//! linked.
//!
//! Accounts and sessions are rows, since a password must be forgotten when it is changed. What becomes of them is in the log
//! (`StaffAccess`) under the account's opaque id, without the name and without the address.

mod accounts;
mod at_rest;
mod browsers;
mod changes;
mod letters;
mod link;
mod lockout;
mod names;
mod notices;
mod password;
mod presence;
mod role;
mod second_factor;
mod sessions;
mod sign_in;
mod strength;
mod trail;

use std::sync::Arc;

use domain::values::{MemberId, StaffId, Timestamp};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use crate::clock::SharedClock;
use crate::ids::SharedIds;
use crate::{AppError, Dispatcher, Vault};

pub use browsers::BROWSER_LIFE;
pub use changes::AddRefused;
pub use domain::staff_access::{StaffAccessError, WayIn};
pub use link::LINK_CODE_LIFE;
pub(crate) use link::member_of;
pub use lockout::{ADDRESS_FAILURES_MAX, LOCKED_FOR, NAME_FAILURES_MAX, PAIR_FAILURES_MAX};
pub use names::{NameError, StaffName};
pub use password::{FIRST_PASSWORD_LIFE, MIN_PASSWORD_CHARACTERS, Password, PasswordError};
pub use role::Role;
pub use second_factor::{
    HALF_SIGN_IN_LIFE, Offer, RECOVERY_CODES, RecoveryCode, SecondFactor, SecondFactorRule,
    SetUpRefused,
};
pub use sessions::{
    Asked, OwnSession, SESSION_IDLE, SESSION_LIFE, Session, SessionId, SessionToken,
};
pub use sign_in::{Entrance, SignInRefused};
pub use strength::Strength;

use password::Hasher;

/// The staff; cheap to clone.
#[derive(Clone)]
pub struct Staff {
    dispatcher: Dispatcher,
    pool: PgPool,
    clock: SharedClock,
    ids: SharedIds,
    hasher: Arc<Hasher>,
    /// Seals secrets; the command line may be without.
    vault: Option<Vault>,
}

/// One person's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffAccount {
    /// Who, in events.
    pub staff_id: StaffId,
    /// The name to sign in with.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// The bot's member behind the linked Telegram account.
    pub member_id: Option<MemberId>,
    /// Whether codes of an authenticator are asked for after the password.
    pub has_second_factor: bool,
    /// Whether somebody else made the password: the person has to choose one.
    pub password_is_first: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// Since when no more.
    pub disabled_at: Option<Timestamp>,
}

impl Staff {
    /// The staff in this database.
    pub fn new(dispatcher: Dispatcher, pool: PgPool, clock: SharedClock, ids: SharedIds) -> Self {
        let hasher = Arc::new(Hasher::new(ids.as_ref()));
        Self {
            dispatcher,
            pool,
            clock,
            ids,
            hasher,
            vault: None,
        }
    }

    /// The same, with the keys that secrets are sealed under.
    #[must_use]
    pub fn sealed_by(self, vault: Vault) -> Self {
        Self {
            vault: Some(vault),
            ..self
        }
    }

    /// What seals secrets.
    fn sealing(&self) -> Result<&Vault, AppError> {
        self.vault.as_ref().ok_or(AppError::Sealed)
    }

    /// Random bytes as text, fit for a token or a code.
    fn random_text<const BYTES: usize>(&self) -> String {
        use base64::Engine;
        let mut bytes = [0; BYTES];
        self.ids.fill(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// How the staff call a thing by its id. Ids of one hour begin alike, so it is the end that tells them apart.
pub fn short_id(id: &impl std::fmt::Display) -> String {
    const SHOWN: usize = 6;
    let text = id.to_string();
    let start = text.len().saturating_sub(SHOWN);
    text.get(start..).unwrap_or(&text).to_owned()
}

/// What is kept of a secret that has enough randomness to need no salt.
fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}
