//! Telegram Stars: what invoices carry, who would get a payment back, refunds, payouts, and the comparison with what Telegram says. What
//! members do with tips is in [`crate::actions::tip`].

pub mod accounting;
mod bank;
mod daily;
pub mod payload;
pub mod reconcile;
mod refund;

use chrono::{DateTime, Duration, Utc};
use domain::tip::{Tip, TipCommand, TipError};
use domain::values::{ChargeId, Split, TipId, VaultRef};
use sqlx::PgPool;
use uuid::Uuid;

pub use bank::{InvoiceLinks, RefundAnswer, StarBank, StarTransaction};
pub use daily::DailyReconciliation;
pub use payload::{NotOurs, PayloadKeys};
pub use refund::{RefundError, RefundRunner, Refunded};

use crate::vault::Address;
use crate::{AppError, CommandContext, Dispatcher, ExecuteError, Vault};

/// Namespace of what is derived from Telegram's name for a payment.
const CHARGES: Uuid = Uuid::from_u128(0x5d0e_7f2c_91b4_4f0e_8e53_0c7b_7f6a_1d24);
/// Telegram's name for its Stars (Bot API, «Payments in Telegram Stars»).
pub const CURRENCY: &str = "XTR";
/// For so long a payment can be given back, and to whom is kept.
const REFUND_TIME: Duration = Duration::days(90);

/// What tips are decided with; cheap to clone.
#[derive(Clone)]
pub struct Tips {
    /// Commands in, events out.
    pub dispatcher: Dispatcher,
    /// Personal data.
    pub vault: Vault,
    /// Read models.
    pub pool: PgPool,
    /// What invoices carry.
    pub payloads: PayloadKeys,
}

impl Tips {
    /// A tip as of its newest event.
    pub async fn find(&self, tip_id: TipId) -> Result<Tip, AppError> {
        self.dispatcher.load(tip_id).await
    }

    /// The tip, or the payment that belongs to none, that a charge is recorded for. Read from the guards: never stale.
    pub async fn tip_of(&self, charge_id: &ChargeId) -> Result<Option<TipId>, AppError> {
        let space = domain::guard::Space::Charges.name();
        let holder = self
            .dispatcher
            .log()
            .claim(space, charge_id.as_str())
            .await?;
        Ok(holder.and_then(|holder| holder.parse().ok()))
    }

    /// How a recorded payment is divided, `None` when it belongs to no tip.
    pub async fn split_of(&self, charge_id: &ChargeId) -> Result<Option<Split>, AppError> {
        let Some(tip_id) = self.tip_of(charge_id).await? else {
            return Ok(None);
        };
        let payment = self.find(tip_id).await?.payment;
        Ok(payment.and_then(|payment| payment.split))
    }

    /// Before the event that names it, as everything in the vault.
    pub(crate) async fn keep_payer(
        &self,
        charge_id: &ChargeId,
        payer: Address,
        now: DateTime<Utc>,
    ) -> Result<(), AppError> {
        let until = now + REFUND_TIME;
        self.vault
            .keep_payer(payer_ref(charge_id), payer, until)
            .await
    }

    /// Sends a command about a charge: our outage is an error, a broken rule an answer. Says whether it changed anything now.
    pub(crate) async fn tell(
        &self,
        tip_id: TipId,
        command: TipCommand,
        charge_id: &ChargeId,
        what: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<bool, TipError>, AppError> {
        // The same whoever tells of the charge, so that it is done once.
        let correlation = derived(charge_id, "correlation");
        let context = CommandContext {
            command_id: derived(charge_id, what),
            correlation,
            causation: correlation,
            actor: "telegram",
            now,
        };
        let done = self.dispatcher.execute::<Tip>(tip_id, command, &context);
        match done.await {
            Ok(done) => Ok(Ok(!done.events.is_empty())),
            Err(ExecuteError::Rejected(rule)) => Ok(Err(rule)),
            Err(ExecuteError::Failed(error)) => Err(error),
        }
    }

    /// Writes down that a payment went back.
    pub(crate) async fn confirm_refund(
        &self,
        tip_id: TipId,
        charge_id: &ChargeId,
        now: DateTime<Utc>,
    ) -> Result<(), AppError> {
        let confirm = TipCommand::ConfirmRefund { at: now };
        let done = self.tell(tip_id, confirm, charge_id, "confirm refund", now);
        if let Err(rule) = done.await? {
            // Only what was paid is ever confirmed, so this is a mistake of ours, and nothing that another try would mend.
            tracing::error!(tip = %tip_id, %rule, "a refund could not be confirmed");
        }
        Ok(())
    }
}

/// The stream of a payment that belongs to no tip.
pub(crate) fn own_stream(charge_id: &ChargeId) -> TipId {
    TipId(derived(charge_id, "payment"))
}

/// Where the vault keeps who paid.
pub(crate) fn payer_ref(charge_id: &ChargeId) -> VaultRef {
    VaultRef(derived(charge_id, "payer"))
}

fn derived(charge_id: &ChargeId, what: &str) -> Uuid {
    Uuid::new_v5(&CHARGES, format!("{what}/{charge_id}").as_bytes())
}
