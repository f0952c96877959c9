//! The end of a rotation of `VAULT_MASTER_KEY`: what the previous master key wrapped is wrapped anew while members are served.

use chrono::TimeDelta;
use secrecy::SecretString;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use super::{Vault, keys, master};
use crate::AppError;
use crate::clock::SharedClock;

/// How often it is looked: a process that does not have the new key yet goes on wrapping under the old one.
const LOOK_EVERY: TimeDelta = TimeDelta::minutes(10);

/// The background job of the worker role; any number of processes do no harm.
pub struct KeyRotation {
    /// With both master keys, during a rotation.
    pub vault: Vault,
    /// Whether `VAULT_MASTER_KEY_PREVIOUS` is set.
    pub is_rotating: bool,
    /// When to look again.
    pub clock: SharedClock,
}

impl KeyRotation {
    /// Runs until cancelled. Says once that the previous key may go, and again whenever there was something left to do.
    pub async fn run(self, stop: CancellationToken) {
        let mut said = false;
        while !stop.is_cancelled() {
            let next = self.clock.now() + LOOK_EVERY;
            match self.round(said).await {
                Ok(is_over) => said = is_over,
                Err(error) => {
                    tracing::warn!(%error, "the keys of the vault are wrapped anew later");
                }
            }
            let waited = stop.run_until_cancelled(self.clock.sleep_until(next));
            if waited.await.is_none() {
                return;
            }
        }
    }

    /// Whether no key is left that the current master key does not open.
    async fn round(&self, said: bool) -> Result<bool, AppError> {
        let keys = self.vault.rewrap_keys().await?;
        let left = self.vault.keys_to_rewrap().await?;
        show(left);
        if keys > 0 {
            tracing::info!(keys, "members' keys are wrapped under VAULT_MASTER_KEY now");
        }
        match left {
            0 if self.is_rotating && (keys > 0 || !said) => tracing::info!(
                "no key needs VAULT_MASTER_KEY_PREVIOUS any more, and it may go once every process has the new VAULT_MASTER_KEY"
            ),
            0 => {}
            _ => tracing::error!(
                keys = left,
                "keys of the vault are under a master key that is not here: it is missing as VAULT_MASTER_KEY_PREVIOUS"
            ),
        }
        Ok(left == 0)
    }
}

/// How many keys of the vault this master key alone would not open: while there are any, the one before it must stay.
pub async fn keys_to_rewrap(keys_pool: &PgPool, current: &SecretString) -> Result<u64, AppError> {
    keys::keys_under_others(keys_pool, master::id_of(current)?).await
}

#[expect(clippy::cast_precision_loss, reason = "a gauge")]
fn show(left: u64) {
    metrics::gauge!("notalone_vault_keys_to_rewrap").set(left as f64);
}
