//! The tip's decisions.

use super::aggregate::{Invoice, Payment};
use super::{Credited, RefundCause, RefusalReason, Tip, TipCommand, TipError, TipEvent, TipState};
use crate::Rules;
use crate::values::{ChargeId, CheckoutId, MemberId, Split, Stars, Timestamp, VaultRef};

/// A checkout as Telegram asks for it.
struct Checkout {
    id: CheckoutId,
    payer: Option<MemberId>,
    stars: Option<Stars>,
    available: bool,
    at: Timestamp,
}

impl Tip {
    /// The events the command leads to, none when it changes nothing.
    pub fn decide(&self, command: &TipCommand, rules: &Rules) -> Result<Vec<TipEvent>, TipError> {
        match command {
            TipCommand::InvoiceTip { .. } => self.invoice(command),
            TipCommand::ApproveCheckout {
                checkout,
                payer,
                stars,
                available,
                at,
            } => {
                let asked = Checkout {
                    id: *checkout,
                    payer: *payer,
                    stars: *stars,
                    available: *available,
                    at: *at,
                };
                Ok(self.check_out(&asked, rules))
            }
            TipCommand::RefuseCheckout {
                checkout,
                reason,
                at,
            } => Ok(self.refuse(*checkout, *reason, *at)),
            TipCommand::RecordPayment {
                charge_id,
                stars,
                payer,
                payer_ref,
                at,
            } => self.record(charge_id, *stars, *payer, *payer_ref, *at),
            TipCommand::RecordUnmatched { .. } => self.record_unmatched(command),
            TipCommand::OrderRefund { because, at } => self.order_refund(because, *at),
            TipCommand::ConfirmRefund { at } => self.confirm_refund(*at),
        }
    }

    fn invoice(&self, command: &TipCommand) -> Result<Vec<TipEvent>, TipError> {
        let TipCommand::InvoiceTip {
            match_id,
            payer,
            receiver,
            amount,
            via,
            at,
        } = *command
        else {
            return Ok(Vec::new());
        };
        if payer == receiver {
            return Err(TipError::OwnTip);
        }
        let asked = Invoice {
            match_id,
            payer,
            receiver,
            amount,
        };
        match self.invoice {
            Some(known) if known == asked => Ok(Vec::new()),
            Some(_) => Err(TipError::AlreadyInvoiced),
            None if self.state != TipState::None => Err(TipError::AlreadyInvoiced),
            None => Ok(vec![TipEvent::TipInvoiced {
                match_id,
                payer,
                receiver,
                amount,
                via,
                at,
            }]),
        }
    }

    /// The same question again changes nothing while its approval stands.
    fn check_out(&self, asked: &Checkout, rules: &Rules) -> Vec<TipEvent> {
        if let Some(reason) = self.refusal(asked) {
            return self.refuse(asked.id, reason, asked.at);
        }
        if self.reserves(asked.id, asked.at) {
            return Vec::new();
        }
        vec![TipEvent::TipCheckoutApproved {
            checkout: asked.id,
            reserved_until: asked.at + rules.checkout_reservation(),
            at: asked.at,
        }]
    }

    /// Whether this checkout was approved and holds the tip.
    pub fn reserves(&self, checkout: CheckoutId, at: Timestamp) -> bool {
        self.reservation
            .is_some_and(|held| held.checkout == checkout && held.until > at)
    }

    fn refusal(&self, asked: &Checkout) -> Option<RefusalReason> {
        let Some(invoice) = &self.invoice else {
            return Some(RefusalReason::BadPayload);
        };
        let Some(stars) = asked.stars else {
            return Some(RefusalReason::WrongCurrency);
        };
        if stars != invoice.amount.stars() {
            return Some(RefusalReason::AmountMismatch);
        }
        if asked.payer != Some(invoice.payer) {
            return Some(RefusalReason::WrongPayer);
        }
        if self.payment.is_some() {
            return Some(RefusalReason::AlreadyPaid);
        }
        let held = self.reservation.filter(|held| held.until > asked.at);
        if held.is_some_and(|held| held.checkout != asked.id) {
            return Some(RefusalReason::AlreadyReserved);
        }
        (!asked.available).then_some(RefusalReason::NotAvailable)
    }

    fn refuse(&self, checkout: CheckoutId, reason: RefusalReason, at: Timestamp) -> Vec<TipEvent> {
        if self.refused == Some((checkout, reason)) && !self.reserves(checkout, at) {
            return Vec::new();
        }
        vec![TipEvent::TipCheckoutRefused {
            checkout,
            reason,
            at,
        }]
    }

    /// Stars that were taken are recorded whether or not we remember to have approved it: only what the payment says counts.
    fn record(
        &self,
        charge_id: &ChargeId,
        stars: Stars,
        payer: Option<MemberId>,
        payer_ref: VaultRef,
        at: Timestamp,
    ) -> Result<Vec<TipEvent>, TipError> {
        if let Some(payment) = &self.payment {
            return if payment.charge_id == *charge_id {
                Ok(Vec::new())
            } else {
                Err(TipError::AlreadyPaid)
            };
        }
        let invoice = self.invoice.ok_or(TipError::NotInvoiced)?;
        if stars != invoice.amount.stars() {
            return Err(TipError::AmountMismatch);
        }
        if payer != Some(invoice.payer) {
            return Err(TipError::WrongPayer);
        }
        Ok(vec![TipEvent::TipPaid {
            match_id: invoice.match_id,
            payer: invoice.payer,
            receiver: invoice.receiver,
            amount: invoice.amount,
            split: Split::of(stars),
            charge_id: charge_id.clone(),
            payer_ref,
            at,
        }])
    }

    fn record_unmatched(&self, command: &TipCommand) -> Result<Vec<TipEvent>, TipError> {
        let TipCommand::RecordUnmatched {
            charge_id,
            stars,
            reason,
            about,
            payer_ref,
            at,
        } = command
        else {
            return Ok(Vec::new());
        };
        match &self.payment {
            Some(payment) if payment.charge_id == *charge_id => return Ok(Vec::new()),
            Some(_) => return Err(TipError::AlreadyPaid),
            None if self.invoice.is_some() => return Err(TipError::AlreadyInvoiced),
            None => {}
        }
        Ok(vec![TipEvent::TipPaymentUnmatched {
            charge_id: charge_id.clone(),
            stars: *stars,
            reason: *reason,
            about: *about,
            payer_ref: *payer_ref,
            at: *at,
        }])
    }

    fn order_refund(
        &self,
        because: &RefundCause,
        at: Timestamp,
    ) -> Result<Vec<TipEvent>, TipError> {
        let payment = self.payment.as_ref().ok_or(TipError::NotPaid)?;
        if self.state != TipState::Paid {
            return Ok(Vec::new());
        }
        Ok(vec![TipEvent::TipRefundOrdered {
            charge_id: payment.charge_id.clone(),
            stars: payment.stars,
            payer_ref: payment.payer_ref,
            because: because.clone(),
            at,
        }])
    }

    fn confirm_refund(&self, at: Timestamp) -> Result<Vec<TipEvent>, TipError> {
        let payment = self.payment.as_ref().ok_or(TipError::NotPaid)?;
        if self.state == TipState::Refunded {
            return Ok(Vec::new());
        }
        Ok(vec![TipEvent::TipRefunded {
            charge_id: payment.charge_id.clone(),
            stars: payment.stars,
            credited: self.credited(payment),
            because: self.refund.clone().unwrap_or(RefundCause::Telegram),
            at,
        }])
    }

    fn credited(&self, payment: &Payment) -> Option<Credited> {
        let (invoice, split) = (self.invoice?, payment.split?);
        Some(Credited {
            payer: invoice.payer,
            receiver: invoice.receiver,
            split,
        })
    }
}
