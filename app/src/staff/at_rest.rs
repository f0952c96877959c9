//! The hash of a password as it is kept: sealed under a key of the vault, so that a copy of the accounts alone cannot be guessed at
//! (OWASP ASVS 4.0.3, 2.4.5).
//!
//! The command line may run without the master key and leaves the hash as it is; the next right sign-in seals it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use domain::values::StaffId;

use super::Staff;
use crate::AppError;
use crate::vault::StaffSecret;

/// What sealed hashes begin with. Hashes that are not begin with `$` (PHC format).
const SEALED: &str = "sealed:";

/// Whether it is sealed.
pub(super) fn is_sealed(kept: &str) -> bool {
    kept.starts_with(SEALED)
}

impl Staff {
    /// A hash as it is to be kept.
    pub(super) fn at_rest(&self, staff: StaffId, hash: String) -> Result<String, AppError> {
        let Some(vault) = &self.vault else {
            return Ok(hash);
        };
        let sealed = vault.seal_of_staff(staff, StaffSecret::PasswordHash, hash.as_bytes())?;
        Ok(format!("{SEALED}{}", STANDARD_NO_PAD.encode(sealed)))
    }

    /// The hash that was kept.
    pub(super) fn as_hashed(&self, staff: StaffId, kept: &str) -> Result<String, AppError> {
        let Some(sealed) = kept.strip_prefix(SEALED) else {
            return Ok(kept.to_owned());
        };
        let sealed = STANDARD_NO_PAD
            .decode(sealed)
            .map_err(|_| AppError::Sealed)?;
        let opened = self
            .sealing()?
            .open_of_staff(staff, StaffSecret::PasswordHash, &sealed)?;
        String::from_utf8(opened.to_vec()).map_err(|_| AppError::Sealed)
    }

    /// Seals a hash that was kept before there was a key for it, unless the password was changed meanwhile.
    pub(super) async fn seal_kept(&self, staff: StaffId, kept: &str) -> Result<(), AppError> {
        if is_sealed(kept) || self.vault.is_none() {
            return Ok(());
        }
        sqlx::query(
            "update staff_accounts set password_hash = $3 where staff_id = $1 and password_hash = $2",
        )
        .bind(staff.0)
        .bind(kept)
        .bind(self.at_rest(staff, kept.to_owned())?)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
