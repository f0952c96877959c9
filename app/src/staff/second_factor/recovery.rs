//! Recovery codes: each opens once what the authenticator would, and of each only a digest is kept.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::staff_access::SecondFactorChange;
use domain::values::StaffId;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Postgres, Transaction};

use super::{Given, Staff};
use crate::AppError;
use crate::staff::digest;
use crate::staff::letters::letters;

/// How many somebody has at first.
pub const RECOVERY_CODES: usize = 8;
/// 125 bits: more than the 112 that need no salt (OWASP ASVS 4.0.3, 2.6.2).
const CHARACTERS: usize = 25;
/// How they are written.
const GROUP: usize = 5;

/// A recovery code. Shown by nothing but [`Self::expose`].
#[derive(Clone)]
pub struct RecoveryCode(SecretString);

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoveryCode(hidden)")
    }
}

impl RecoveryCode {
    /// Reads what somebody typed, without what is between the groups.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let is_one =
            text.len() == CHARACTERS && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_one.then(|| Self(SecretString::from(text)))
    }

    /// In groups, for the page that shows it once.
    pub fn expose(&self) -> String {
        let text = self.0.expose_secret();
        let groups = text.as_bytes().chunks(GROUP).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join("-")
    }

    fn digest(&self) -> [u8; 32] {
        digest(self.0.expose_secret())
    }
}

impl Staff {
    /// Fresh recovery codes, in place of those before. For somebody with an authenticator.
    pub async fn make_recovery_codes(&self, staff: StaffId) -> Result<Vec<RecoveryCode>, AppError> {
        let mut transaction = self.pool.begin().await?;
        let codes = self.replace_recovery_codes(&mut transaction, staff).await?;
        transaction.commit().await?;
        Ok(codes)
    }

    pub(super) async fn replace_recovery_codes(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        staff: StaffId,
    ) -> Result<Vec<RecoveryCode>, AppError> {
        sqlx::query("delete from staff_recovery_codes where staff_id = $1")
            .bind(staff.0)
            .execute(&mut **transaction)
            .await?;
        let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES)
            .map(|_| RecoveryCode(letters::<CHARACTERS>(self.ids.as_ref()).into()))
            .collect();
        let digests: Vec<[u8; 32]> = codes.iter().map(RecoveryCode::digest).collect();
        sqlx::query(
            "insert into staff_recovery_codes (code_digest, staff_id) select code, $2 from unnest($1::bytea[]) as code",
        )
        .bind(&digests)
        .bind(staff.0)
        .execute(&mut **transaction)
        .await?;
        let at = self.clock.now();
        self.changed(staff, SecondFactorChange::MakeRecoveryCodes, at)
            .await?;
        Ok(codes)
    }

    /// Uses a code up.
    pub(super) async fn use_recovery_code(
        &self,
        staff: StaffId,
        code: &RecoveryCode,
        now: DateTime<Utc>,
    ) -> Result<Given, AppError> {
        let mut transaction = self.pool.begin().await?;
        let used = sqlx::query(
            "delete from staff_recovery_codes where code_digest = $1 and staff_id = $2",
        )
        .bind(code.digest())
        .bind(staff.0)
        .execute(&mut *transaction)
        .await?;
        if used.rows_affected() == 0 {
            return Ok(Given::Wrong);
        }
        let left: i64 =
            sqlx::query_scalar("select count(*) from staff_recovery_codes where staff_id = $1")
                .bind(staff.0)
                .fetch_one(&mut *transaction)
                .await?;
        let left = u32::try_from(left).unwrap_or(u32::MAX);
        let change = SecondFactorChange::UseRecoveryCode { left };
        self.changed(staff, change, now).await?;
        transaction.commit().await?;
        Ok(Given::Right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_shown_and_shown_by_nothing_else() {
        let code = RecoveryCode::parse("abcdefghijkmnpqrstuvwxyz2").unwrap();
        assert_eq!(code.expose(), "abcde-fghij-kmnpq-rstuv-wxyz2");
        let typed = RecoveryCode::parse("ABCDEFGHIJKMNPQRSTUVWXYZ2").unwrap();
        assert_eq!(typed.digest(), code.digest());
        assert!(!format!("{code:?}").contains("abc"));
        assert!(RecoveryCode::parse("123456").is_none());
    }
}
