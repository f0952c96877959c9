//! Setting a second factor up, and taking it away.

use std::fmt;

use chrono::Duration;
use domain::staff_access::SecondFactorChange;
use domain::values::StaffId;
use secrecy::SecretString;
use sqlx::{Postgres, Transaction};
use zeroize::Zeroizing;

use super::authenticator::{SECRET_BYTES, authenticator, step_of};
use super::{RecoveryCode, Staff};
use crate::AppError;
use crate::staff::{SessionToken, StaffAccount};
use crate::vault::StaffSecret;

/// How long a secret that was shown waits for its first code.
const OFFER_LIFE: Duration = Duration::minutes(15);

/// A secret for an authenticator app, shown once. Shown by nothing else.
#[derive(Clone)]
pub struct Offer {
    /// The address that apps read from a picture (`otpauth://…`).
    pub url: SecretString,
    /// The same for fingers, in Base32.
    pub secret: SecretString,
}

impl fmt::Debug for Offer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Offer(hidden)")
    }
}

/// Why an authenticator did not become somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetUpRefused {
    /// The code is not one of this authenticator and this moment.
    #[error("the code is wrong")]
    Wrong,
    /// No secret was shown, or too long ago.
    #[error("nothing waits for a code")]
    NothingOffered,
}

impl Staff {
    /// A fresh secret, in place of one that was shown before and never used. The authenticator in use stays until the first code of
    /// the new one. Apps list it under the name of the issuer.
    pub async fn offer_authenticator(
        &self,
        account: &StaffAccount,
        issuer: &str,
    ) -> Result<Offer, AppError> {
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        self.ids.fill(secret.as_mut());
        let staff = account.staff_id;
        let sealed =
            self.sealing()?
                .seal_of_staff(staff, StaffSecret::Authenticator, secret.as_slice())?;
        sqlx::query(
            "insert into staff_second_factors (staff_id, offered, offered_until) values ($1, $2, $3)
             on conflict (staff_id) do update set offered = excluded.offered, offered_until = excluded.offered_until",
        )
        .bind(staff.0)
        .bind(sealed)
        .bind(self.clock.now() + OFFER_LIFE)
        .execute(&self.pool)
        .await?;
        offer(secret.as_slice(), &account.name, issuer)
    }

    /// The secret that was shown and waits for its first code, to be shown again beside a wrong one.
    pub async fn offered(
        &self,
        account: &StaffAccount,
        issuer: &str,
    ) -> Result<Option<Offer>, AppError> {
        let Some(secret) = self.offered_secret(account.staff_id).await? else {
            return Ok(None);
        };
        offer(&secret, &account.name, issuer).map(Some)
    }

    async fn offered_secret(&self, staff: StaffId) -> Result<Option<Zeroizing<Vec<u8>>>, AppError> {
        let sealed: Option<Vec<u8>> = sqlx::query_scalar(
            "select offered from staff_second_factors where staff_id = $1 and offered is not null and offered_until > $2",
        )
        .bind(staff.0)
        .bind(self.clock.now())
        .fetch_optional(&self.pool)
        .await?;
        let sealed = sealed.map(|sealed| self.open_authenticator(staff, &sealed));
        sealed.transpose()
    }

    /// The first code of the secret that was shown makes it the person's authenticator. Ends every session but this one, and gives
    /// fresh recovery codes.
    pub async fn set_up_authenticator(
        &self,
        account: &StaffAccount,
        code: &str,
        session: &SessionToken,
    ) -> Result<Result<Vec<RecoveryCode>, SetUpRefused>, AppError> {
        let staff = account.staff_id;
        let Some(secret) = self.offered_secret(staff).await? else {
            return Ok(Err(SetUpRefused::NothingOffered));
        };
        let now = self.clock.now();
        let code: String = code.chars().filter(|one| !one.is_whitespace()).collect();
        let Some(step) = step_of(&authenticator(&secret, &account.name, "")?, &code, now) else {
            return Ok(Err(SetUpRefused::Wrong));
        };
        let mut transaction = self.pool.begin().await?;
        let set = sqlx::query(
            "update staff_second_factors
             set sealed = offered, set_at = $2, used_step = $3, offered = null, offered_until = null
             where staff_id = $1 and offered is not null",
        )
        .bind(staff.0)
        .bind(now)
        .bind(step)
        .execute(&mut *transaction)
        .await?;
        if set.rows_affected() == 0 {
            return Ok(Err(SetUpRefused::NothingOffered));
        }
        end_others(&mut transaction, staff, session).await?;
        self.changed(staff, SecondFactorChange::SetUp, now).await?;
        let codes = self.replace_recovery_codes(&mut transaction, staff).await?;
        transaction.commit().await?;
        Ok(Ok(codes))
    }

    /// Takes the authenticator and the recovery codes away; says whether there were any. Ends every session but this one.
    pub async fn remove_second_factor(
        &self,
        staff: StaffId,
        session: &SessionToken,
    ) -> Result<bool, AppError> {
        let mut transaction = self.pool.begin().await?;
        let had_one = forget(&mut transaction, staff).await?;
        if had_one {
            end_others(&mut transaction, staff, session).await?;
            let at = self.clock.now();
            self.changed(staff, SecondFactorChange::Remove, at).await?;
        }
        transaction.commit().await?;
        Ok(had_one)
    }
}

/// Forgets somebody's authenticator and recovery codes; says whether they had one.
pub(in crate::staff) async fn forget(
    transaction: &mut Transaction<'_, Postgres>,
    staff: StaffId,
) -> Result<bool, AppError> {
    sqlx::query("delete from staff_recovery_codes where staff_id = $1")
        .bind(staff.0)
        .execute(&mut **transaction)
        .await?;
    let sealed: Option<Option<Vec<u8>>> =
        sqlx::query_scalar("delete from staff_second_factors where staff_id = $1 returning sealed")
            .bind(staff.0)
            .fetch_optional(&mut **transaction)
            .await?;
    Ok(sealed.flatten().is_some())
}

/// Whoever came in another way than it is from now on comes in anew.
async fn end_others(
    transaction: &mut Transaction<'_, Postgres>,
    staff: StaffId,
    session: &SessionToken,
) -> Result<(), AppError> {
    sqlx::query("delete from staff_sessions where staff_id = $1 and token_digest <> $2")
        .bind(staff.0)
        .bind(session.digest())
        .execute(&mut **transaction)
        .await?;
    sqlx::query("delete from staff_half_sign_ins where staff_id = $1")
        .bind(staff.0)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

fn offer(secret: &[u8], name: &str, issuer: &str) -> Result<Offer, AppError> {
    let totp = authenticator(secret, name, issuer)?;
    // The name is that of an account, and has nothing that an address cannot hold.
    let url = totp.to_url().map_err(|_| AppError::Sealed)?;
    Ok(Offer {
        url: SecretString::from(url),
        secret: SecretString::from(totp.secret().to_base32()),
    })
}
