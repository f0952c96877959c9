//! A payment's way back: ordered, given back by Telegram, confirmed.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Event;
use domain::tip::{RefundCause, TipCommand, TipEvent, TipState};
use domain::values::{ChargeId, TipId, VaultRef};
use event_store::EventRecord;
use event_store::subscription::{Handler, HandlerError};
use sqlx::{Postgres, Transaction};

use super::{RefundAnswer, StarBank, Tips};
use crate::AppError;
use crate::clock::SharedClock;
use crate::policy_runner::decode;

/// What became of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// The Stars went back now.
    Now,
    /// They had gone back before.
    Before,
}

/// Why nothing went back.
#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    /// Nothing was paid for the tip.
    #[error("nothing was paid")]
    NotPaid,
    /// To whom it would go back is kept only as long as a refund is possible.
    #[error("the time for a refund is over: to whom it would go back is not kept any more")]
    TooLate,
    /// Telegram will not, now or ever.
    #[error("telegram refuses to give this payment back")]
    Refused,
    /// Our own outage, or Telegram's: it may be tried again.
    #[error(transparent)]
    Failed(#[from] AppError),
}

impl Tips {
    /// Gives a payment back: orders it, asks Telegram, and writes down that it is done. Repeated after a failure at any step it goes on
    /// where it stopped; «already refunded» is as good as refunded.
    pub async fn refund(
        &self,
        bank: &dyn StarBank,
        tip_id: TipId,
        because: RefundCause,
        now: DateTime<Utc>,
    ) -> Result<Refunded, RefundError> {
        let tip = self.find(tip_id).await?;
        let payment = tip.payment.ok_or(RefundError::NotPaid)?;
        if tip.state == TipState::Refunded {
            return Ok(Refunded::Before);
        }
        let order = TipCommand::OrderRefund { because, at: now };
        let ordered = self
            .tell(tip_id, order, &payment.charge_id, "order refund", now)
            .await?;
        let is_ours = ordered.map_err(|_| RefundError::NotPaid)?;
        let given_back = self
            .give_back(bank, tip_id, &payment.charge_id, payment.payer_ref, now)
            .await?;
        // The worker does what is ordered too, and may have been faster.
        Ok(if is_ours { Refunded::Now } else { given_back })
    }

    /// Asks Telegram, and writes down that it is done.
    async fn give_back(
        &self,
        bank: &dyn StarBank,
        tip_id: TipId,
        charge_id: &ChargeId,
        payer_ref: VaultRef,
        now: DateTime<Utc>,
    ) -> Result<Refunded, RefundError> {
        let payer = self.vault.payer(payer_ref).await?;
        let payer = payer.ok_or(RefundError::TooLate)?;
        let done = match bank.refund(payer, charge_id).await? {
            RefundAnswer::Done => Refunded::Now,
            RefundAnswer::AlreadyDone => Refunded::Before,
            RefundAnswer::Refused => return Err(RefundError::Refused),
        };
        self.confirm_refund(tip_id, charge_id, now).await?;
        Ok(done)
    }
}

/// Does what was ordered: reads the orders, asks Telegram, confirms. An order that Telegram refuses is parked, for an operator to look at.
pub struct RefundRunner {
    /// Tips.
    pub tips: Tips,
    /// Telegram.
    pub bank: Arc<dyn StarBank>,
    /// Time.
    pub clock: SharedClock,
}

#[async_trait]
impl Handler for RefundRunner {
    fn name(&self) -> String {
        "star_refunds".to_owned()
    }

    async fn handle(
        &self,
        _transaction: &mut Transaction<'static, Postgres>,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        for record in events
            .iter()
            .filter(|record| record.event_type == "TipRefundOrdered")
        {
            let event = decode(record).map_err(|_| HandlerError::poison(record, "unreadable"))?;
            let Event::Tip(
                tip_id,
                TipEvent::TipRefundOrdered {
                    charge_id,
                    payer_ref,
                    ..
                },
            ) = event
            else {
                continue;
            };
            let now = self.clock.now();
            let given_back = self
                .tips
                .give_back(self.bank.as_ref(), tip_id, &charge_id, payer_ref, now)
                .await;
            match given_back {
                Ok(_) => {}
                Err(RefundError::Failed(error)) => return Err(HandlerError::retry(error)),
                Err(RefundError::TooLate) => return Err(HandlerError::poison(record, "too_late")),
                Err(RefundError::Refused | RefundError::NotPaid) => {
                    return Err(HandlerError::poison(record, "telegram_refused"));
                }
            }
        }
        Ok(())
    }
}
