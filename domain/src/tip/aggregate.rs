//! The tip's state.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{RefundCause, RefusalReason, TipCommand, TipError, TipEvent};
use crate::Rules;
use crate::values::{
    ChargeId, CheckoutId, MatchId, MemberId, Split, Stars, Timestamp, TipAmount, VaultRef,
};

/// Where a tip stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TipState {
    /// Nothing happened, but for a question that was refused perhaps.
    #[default]
    None,
    /// Waits to be paid.
    Invoiced,
    /// Paid; or a payment that belongs to no tip.
    Paid,
    /// The payment is to go back.
    RefundOrdered,
    /// The payment went back.
    Refunded,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// For which talk.
    pub match_id: MatchId,
    /// Who would pay.
    pub payer: MemberId,
    /// Who is thanked.
    pub receiver: MemberId,
    /// How much.
    pub amount: TipAmount,
}

/// What was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Telegram's name for it.
    pub charge_id: ChargeId,
    /// How much.
    pub stars: Stars,
    /// How it is divided; `None` when it belongs to no tip.
    pub split: Option<Split>,
    /// Where the vault keeps to whom the Stars would go back.
    pub payer_ref: VaultRef,
}

/// An approved checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// Which question.
    pub checkout: CheckoutId,
    /// Until when nobody else's is approved.
    pub until: Timestamp,
}

/// One tip as decided so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tip {
    /// Where it stands.
    pub state: TipState,
    /// What was asked for; `None` for a payment that belongs to no tip.
    pub invoice: Option<Invoice>,
    /// The latest approved checkout.
    pub reservation: Option<Reservation>,
    /// The latest refused checkout.
    pub refused: Option<(CheckoutId, RefusalReason)>,
    /// What was paid.
    pub payment: Option<Payment>,
    /// Why the payment is to go back, or went back.
    pub refund: Option<RefundCause>,
}

impl Aggregate for Tip {
    const TYPE: &'static str = "tip";
    type Command = TipCommand;
    type Event = TipEvent;
    type Error = TipError;
    type Services = Rules;

    async fn handle(
        &mut self,
        command: Self::Command,
        rules: &Rules,
        sink: &EventSink<Self>,
    ) -> Result<(), TipError> {
        for event in self.decide(&command, rules)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: TipEvent) {
        match event {
            TipEvent::TipInvoiced {
                match_id,
                payer,
                receiver,
                amount,
                ..
            } => {
                self.state = TipState::Invoiced;
                self.invoice = Some(Invoice {
                    match_id,
                    payer,
                    receiver,
                    amount,
                });
            }
            TipEvent::TipCheckoutApproved {
                checkout,
                reserved_until,
                ..
            } => {
                self.reservation = Some(Reservation {
                    checkout,
                    until: reserved_until,
                });
            }
            TipEvent::TipCheckoutRefused {
                checkout, reason, ..
            } => {
                self.reservation = self.reservation.filter(|held| held.checkout != checkout);
                self.refused = Some((checkout, reason));
            }
            TipEvent::TipPaid {
                amount,
                split,
                charge_id,
                payer_ref,
                ..
            } => self.pay(charge_id, amount.stars(), Some(split), payer_ref),
            TipEvent::TipPaymentUnmatched {
                charge_id,
                stars,
                payer_ref,
                ..
            } => self.pay(charge_id, stars, None, payer_ref),
            TipEvent::TipRefundOrdered { because, .. } => {
                self.state = TipState::RefundOrdered;
                self.refund = Some(because);
            }
            TipEvent::TipRefunded { because, .. } => {
                self.state = TipState::Refunded;
                self.refund = Some(because);
            }
        }
    }
}

impl Tip {
    fn pay(
        &mut self,
        charge_id: ChargeId,
        stars: Stars,
        split: Option<Split>,
        payer_ref: VaultRef,
    ) {
        self.state = TipState::Paid;
        self.payment = Some(Payment {
            charge_id,
            stars,
            split,
            payer_ref,
        });
    }
}
