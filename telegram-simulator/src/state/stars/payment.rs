//! One payment, from the pressed button to the charge.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::Instant;

use super::invoice::{Invoice, STARS};
use crate::model::{PaymentState, PaymentView};
use crate::sync::Lock;

/// What `answerPreCheckoutQuery` said.
#[derive(Debug, Clone)]
pub(crate) enum CheckoutAnswer {
    Yes,
    /// With the words for the person.
    No(String),
}

#[derive(Debug)]
pub(crate) struct Payment {
    pub(crate) id: u64,
    pub(crate) invoice: Arc<Invoice>,
    /// The message whose button was pressed; none for a link.
    pub(crate) invoice_message_id: Option<i64>,
    pub(crate) user_id: i64,
    /// The query the bot is asked with, if it is asked.
    pub(crate) query_id: Option<String>,
    /// From this moment on an answer is too late, unix µs.
    pub(crate) answer_until_us: i64,
    pub(crate) hold: bool,
    asked: Instant,
    progress: Lock<Progress>,
    changed: watch::Sender<u64>,
}

/// What changes of a payment.
#[derive(Debug)]
pub(crate) struct Progress {
    pub(crate) state: PaymentState,
    pub(crate) error_message: Option<String>,
    pub(crate) answered_after_us: Option<u64>,
    pub(crate) charge: Option<Charge>,
}

/// Stars that were taken.
#[derive(Debug, Clone)]
pub(crate) struct Charge {
    pub(crate) telegram_id: String,
    pub(crate) provider_id: String,
    pub(crate) message_id: i64,
    pub(crate) update_id: Option<i64>,
    /// The `Message` that told the bot.
    pub(crate) message: Value,
    pub(crate) refunded: bool,
}

/// What is known of a payment when it begins.
#[derive(Debug)]
pub(crate) struct NewPayment {
    pub(crate) invoice: Arc<Invoice>,
    pub(crate) invoice_message_id: Option<i64>,
    pub(crate) user_id: i64,
    pub(crate) query_id: Option<String>,
    pub(crate) answer_until_us: i64,
    pub(crate) hold: bool,
}

impl Payment {
    pub(super) fn new(id: u64, new: NewPayment) -> Self {
        Self {
            id,
            invoice: new.invoice,
            invoice_message_id: new.invoice_message_id,
            user_id: new.user_id,
            query_id: new.query_id,
            answer_until_us: new.answer_until_us,
            hold: new.hold,
            asked: Instant::now(),
            progress: Lock::new(Progress {
                state: PaymentState::Waiting,
                error_message: None,
                answered_after_us: None,
                charge: None,
            }),
            changed: watch::channel(0).0,
        }
    }

    /// Looks at or changes how far it has come; steps exclude each other, so that nothing is charged twice.
    pub(crate) fn step<R>(&self, step: impl FnOnce(&mut Progress) -> R) -> R {
        let result = step(&mut self.progress.lock());
        self.changed.send_modify(|times| *times += 1);
        result
    }

    /// How long ago the bot was asked, in µs of real time.
    pub(crate) fn asked_us_ago(&self) -> u64 {
        u64::try_from(self.asked.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn state(&self) -> PaymentState {
        self.progress.lock().state
    }

    /// Returns when the bot has answered or the person gave up.
    pub(crate) async fn settled(&self) {
        let mut changed = self.subscribe();
        while !self.state().is_settled() {
            // The sender lives as long as the payment.
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    pub(crate) fn view(&self) -> PaymentView {
        let progress = self.progress.lock();
        let charge = progress.charge.as_ref();
        PaymentView {
            payment_id: self.id,
            user_id: self.user_id,
            stars: self.invoice.stars,
            payload: self.invoice.payload.clone(),
            state: progress.state,
            error_message: progress.error_message.clone(),
            pre_checkout_query_id: self.query_id.clone(),
            answered_after_us: progress.answered_after_us,
            telegram_payment_charge_id: charge.map(|charge| charge.telegram_id.clone()),
            message_id: charge.map(|charge| charge.message_id),
            update_id: charge.and_then(|charge| charge.update_id),
            refunded: charge.is_some_and(|charge| charge.refunded),
        }
    }

    /// The fields that `SuccessfulPayment` and `RefundedPayment` have in common.
    pub(crate) fn receipt(&self, telegram_id: &str, provider_id: &str) -> Value {
        json!({
            "currency": STARS,
            "total_amount": self.invoice.stars,
            "invoice_payload": self.invoice.payload,
            "telegram_payment_charge_id": telegram_id,
            "provider_payment_charge_id": provider_id,
        })
    }

    /// Telegram's `TransactionPartnerUser`.
    pub(crate) fn partner(&self, user: &Value) -> Value {
        json!({
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": user,
            "invoice_payload": self.invoice.payload,
        })
    }
}
