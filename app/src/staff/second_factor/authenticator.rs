//! The codes of an authenticator app: six digits of every half minute, by SHA-1, which is what all apps can do (RFC 6238). The one
//! before and the one after count too, for clocks that differ.

use chrono::{DateTime, Utc};
use domain::values::StaffId;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use super::{Given, Staff};
use crate::AppError;
use crate::vault::StaffSecret;

/// As RFC 4226 recommends.
pub(super) const SECRET_BYTES: usize = 20;
const DIGITS: u8 = 6;
const STEP_SECONDS: u64 = 30;
const STEPS_AROUND: u16 = 1;

/// An authenticator as the person's app sees it: whose it is, and for what.
pub(super) fn authenticator(secret: &[u8], name: &str, issuer: &str) -> Result<Totp, AppError> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_step_duration(STEP_SECONDS)
        .with_skew(STEPS_AROUND)
        .with_secret(secret.to_vec())
        .with_issuer(Some(issuer))
        .with_account_name(name)
        .build()
        // The secret is as long as it must be.
        .map_err(|_| AppError::Sealed)
}

/// The step whose code this is, within the steps around this moment.
pub(super) fn step_of(totp: &Totp, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let is_code =
        code.len() == usize::from(DIGITS) && code.bytes().all(|byte| byte.is_ascii_digit());
    if !is_code {
        return None;
    }
    let seconds = u64::try_from(now.timestamp()).ok()?;
    let step = totp.check(code, seconds)?;
    i64::try_from(step).ok()
}

impl Staff {
    /// Uses up the step of a code: the same update decides which of two replicas takes it.
    pub(super) async fn use_authenticator_code(
        &self,
        staff: StaffId,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Given, AppError> {
        let sealed: Option<Vec<u8>> = sqlx::query_scalar(
            "select sealed from staff_second_factors where staff_id = $1 and sealed is not null",
        )
        .bind(staff.0)
        .fetch_optional(&self.pool)
        .await?;
        let Some(sealed) = sealed else {
            return Ok(Given::Wrong);
        };
        let secret = self.open_authenticator(staff, &sealed)?;
        let Some(step) = step_of(&authenticator(&secret, "", "")?, code, now) else {
            return Ok(Given::Wrong);
        };
        let used = sqlx::query(
            "update staff_second_factors set used_step = $2 where staff_id = $1 and used_step < $2",
        )
        .bind(staff.0)
        .bind(step)
        .execute(&self.pool)
        .await?;
        Ok(match used.rows_affected() {
            0 => Given::Repeated,
            _ => Given::Right,
        })
    }

    pub(super) fn open_authenticator(
        &self,
        staff: StaffId,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, AppError> {
        self.sealing()?
            .open_of_staff(staff, StaffSecret::Authenticator, sealed)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    /// The key of RFC 6238, appendix B, for SHA-1; its codes there have eight digits, of which ours are the last six.
    const KEY: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = authenticator(KEY, "anna", "us").unwrap();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let at = Utc.timestamp_opt(seconds, 0).unwrap();
            assert_eq!(step_of(&totp, code, at), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_half_a_minute_before_and_after_its_own() {
        let totp = authenticator(KEY, "anna", "us").unwrap();
        let at = |seconds: i64| Utc.timestamp_opt(seconds, 0).unwrap();
        // Of 30 to 59 s.
        for (seconds, counts) in [(0, true), (30, true), (89, true), (90, false)] {
            let found = step_of(&totp, "287082", at(seconds));
            assert_eq!(found.is_some(), counts, "{seconds}");
        }
        for wrong in ["", "28708", "2870820", "２８７０８２", "287o82"] {
            assert_eq!(step_of(&totp, wrong, at(59)), None, "{wrong}");
        }
    }
}
