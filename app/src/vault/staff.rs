//! Secrets of the staff: sealed under a key of the vault, so that whoever reads the tables of the accounts has nothing to guess at and
//! can make no code (OWASP ASVS 4.0.3, 2.4.5 and 2.8.2).

use domain::values::StaffId;
use zeroize::Zeroizing;

use super::Vault;
use super::seal::Binding;
use crate::AppError;

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StaffSecret {
    /// The hash of a password.
    PasswordHash,
    /// What an authenticator makes its codes of.
    Authenticator,
}

impl StaffSecret {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::PasswordHash => b"staff password hash",
            Self::Authenticator => b"staff authenticator",
        }
    }
}

impl Vault {
    /// Seals it as this person's, so that nobody's opens another account.
    pub(crate) fn seal_of_staff(
        &self,
        staff: StaffId,
        secret: StaffSecret,
        plain: &[u8],
    ) -> Result<Vec<u8>, AppError> {
        let key = self.inner.keys.staff();
        key.seal(plain, &binding(staff, secret), self.inner.ids.as_ref())
    }

    /// Opens what was sealed as this person's.
    pub(crate) fn open_of_staff(
        &self,
        staff: StaffId,
        secret: StaffSecret,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, AppError> {
        self.inner
            .keys
            .staff()
            .open(sealed, &binding(staff, secret))
    }
}

fn binding(staff: StaffId, secret: StaffSecret) -> Binding {
    Binding::of(&[secret.name(), staff.0.as_bytes()])
}
