//! The hash of a password as it is kept: sealed under a key of the vault, so that a copy of the accounts alone cannot be guessed at
//! (OWASP ASVS 4.0.3, 2.4.5).
//!
//! The command line may run without the master key and leaves the hash as it is; the next right sign-in seals it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use domain::values::StaffId;
use secrecy::SecretString;

use super::Staff;
use super::password::is_cheaper;
use crate::AppError;
use crate::vault::StaffSecret;

/// What sealed hashes begin with. Hashes that are not begin with `$` (PHC format).
const SEALED: &str = "sealed:";

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

    /// Keeps a hash as it is kept today: sealed, and at today's cost (6.2.4). Unless the password was changed meanwhile.
    pub(super) async fn renew_kept(
        &self,
        staff: StaffId,
        kept: &str,
        hash: &str,
        password: SecretString,
    ) -> Result<(), AppError> {
        let is_cheaper = is_cheaper(hash);
        let may_be_sealed = self.vault.is_some() && !kept.starts_with(SEALED);
        if !is_cheaper && !may_be_sealed {
            return Ok(());
        }
        let hash = if is_cheaper {
            self.hasher.again(password, self.ids.as_ref()).await?
        } else {
            hash.to_owned()
        };
        sqlx::query(
            "update staff_accounts set password_hash = $3 where staff_id = $1 and password_hash = $2",
        )
        .bind(staff.0)
        .bind(kept)
        .bind(self.at_rest(staff, hash)?)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
