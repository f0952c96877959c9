//! To whom a payment would go back. Kept apart from the members, under a key of its own: it outlives the member's key until the time for
//! refunds is over (product.md, "Privacy"), and says nothing about who was paid, or for what.

use chrono::{DateTime, Utc};
use domain::values::VaultRef;
use zeroize::Zeroizing;

use super::seal::Binding;
use super::{Address, Vault};
use crate::AppError;

impl Vault {
    /// Seals to whom a payment through this bot would go back, until the moment given. The reference is made of the payment, so a
    /// payment that is told again is kept once.
    pub async fn keep_payer(
        &self,
        reference: VaultRef,
        payer: Address,
        until: DateTime<Utc>,
    ) -> Result<(), AppError> {
        let plain = Zeroizing::new(payer.to_bytes());
        let sealed = self.inner.keys.payers().seal(
            plain.as_slice(),
            &binding(reference),
            self.inner.ids.as_ref(),
        )?;
        sqlx::query(
            "insert into vault.payers (reference, sealed, keep_until) values ($1, $2, $3)
             on conflict (reference) do nothing",
        )
        .bind(reference.0)
        .bind(sealed)
        .bind(until)
        .execute(&self.inner.pool)
        .await?;
        Ok(())
    }

    /// To whom a payment goes back, `None` when the time for that is over.
    pub async fn payer(&self, reference: VaultRef) -> Result<Option<Address>, AppError> {
        let sealed: Option<Vec<u8>> =
            sqlx::query_scalar("select sealed from vault.payers where reference = $1")
                .bind(reference.0)
                .fetch_optional(&self.inner.pool)
                .await?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let plain = self
            .inner
            .keys
            .payers()
            .open(&sealed, &binding(reference))?;
        Address::from_bytes(&plain)
            .map(Some)
            .ok_or(AppError::Sealed)
    }

    /// Forgets the payers whose time is over; says how many.
    pub async fn sweep_payers(&self, now: DateTime<Utc>) -> Result<u64, AppError> {
        let swept = sqlx::query("delete from vault.payers where keep_until < $1")
            .bind(now)
            .execute(&self.inner.pool)
            .await?;
        Ok(swept.rows_affected())
    }
}

fn binding(reference: VaultRef) -> Binding {
    Binding::of(&[b"payer", reference.0.as_bytes()])
}
