//! Paying with Telegram Stars: the bot is asked first and has 10 s, then the Stars change hands and the bot is told.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{NotPossible, Person};
use crate::clock::SECOND_US;
use crate::delivery::Lane;
use crate::model::{Pay, PaymentState};
use crate::state::stars::{Charge, CheckoutAnswer, Invoice, NewPayment, Payment, Progress, STARS};
use crate::state::{Author, ChatState, NewContent, Presence};

/// "The Bot API must receive an answer within 10 seconds after the pre-checkout query was sent."
const CHECKOUT_LIFE_US: i64 = 10 * SECOND_US;

/// Why Stars do not go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotRefundable {
    NotCharged,
    AlreadyRefunded,
}

impl Person {
    /// The pay sheet is confirmed. Returns at once; what becomes of the payment is seen in it.
    pub(crate) fn pay(&self, pay: &Pay) -> Result<Arc<Payment>, NotPossible> {
        self.can_act()?;
        let invoice = self.invoice_of(pay)?;
        let now_us = self.world.clock.now_us();
        let is_poor = self.user.stars() < invoice.stars;
        let is_asked = !pay.force && !is_poor;
        let payment = self.bot.till.open(NewPayment {
            invoice,
            invoice_message_id: pay.message_id,
            user_id: self.user.id,
            query_id: is_asked.then(|| self.bot.till.new_query_id()),
            answer_until_us: now_us + CHECKOUT_LIFE_US,
            hold: pay.hold,
        });
        if let Some(query_id) = &payment.query_id {
            self.ask(&payment, query_id);
            self.give_up_in_time(&payment);
        } else if pay.force {
            payment.step(|progress| self.settle(&payment, progress));
        } else {
            // Telegram itself finds that there are too few Stars; a bot hears nothing of it.
            payment.step(|progress| progress.state = PaymentState::NotEnoughStars);
        }
        Ok(payment)
    }

    fn invoice_of(&self, pay: &Pay) -> Result<Arc<Invoice>, NotPossible> {
        match (pay.message_id, &pay.link) {
            (Some(id), None) => self.chat.with(|state| {
                let message = state.message(id).ok_or(NotPossible::NoMessage)?;
                let content = &message.content;
                let invoice = content.invoice.clone().ok_or(NotPossible::NoInvoice)?;
                if content.paid && !pay.force {
                    return Err(NotPossible::AlreadyPaid);
                }
                Ok(invoice)
            }),
            (None, Some(link)) => {
                let invoice = self.bot.till.invoice_of_link(link);
                invoice.ok_or(NotPossible::NoInvoice)
            }
            _ => Err(NotPossible::NoInvoice),
        }
    }

    fn ask(&self, payment: &Payment, query_id: &str) {
        let body = json!({
            "id": query_id,
            "from": self.user.to_json(),
            "currency": STARS,
            "total_amount": payment.invoice.stars,
            "invoice_payload": payment.invoice.payload,
        });
        let lane = Lane::PreCheckout(self.user.id);
        // A bot that wants no such updates never answers, and so the payment is too late.
        self.tell("pre_checkout_query", lane, body);
    }

    fn give_up_in_time(&self, payment: &Arc<Payment>) {
        let (world, payment) = (Arc::clone(&self.world), Arc::clone(payment));
        let stop = world.stop.clone();
        tokio::spawn(stop.run_until_cancelled_owned(async move {
            tokio::select! {
                () = payment.settled() => {}
                () = world.clock.sleep_until(payment.answer_until_us) => payment.step(|progress| {
                    if progress.state == PaymentState::Waiting {
                        progress.state = PaymentState::TooLate;
                    }
                }),
            }
        }));
    }

    /// The bot's answer; false if it comes too late or again.
    pub(crate) fn checkout_answered(&self, payment: &Payment, answer: CheckoutAnswer) -> bool {
        let now_us = self.world.clock.now_us();
        payment.step(|progress| {
            if progress.state != PaymentState::Waiting || now_us >= payment.answer_until_us {
                return false;
            }
            progress.answered_after_us = Some(payment.asked_us_ago());
            match answer {
                CheckoutAnswer::No(words) => {
                    progress.state = PaymentState::Refused;
                    progress.error_message = Some(words);
                }
                CheckoutAnswer::Yes if payment.hold => progress.state = PaymentState::Approved,
                CheckoutAnswer::Yes => self.settle(payment, progress),
            }
            true
        })
    }

    /// Charges a payment whatever the bot said, unless it is charged already.
    pub(crate) fn complete_payment(&self, payment: &Payment) -> Result<(), NotPossible> {
        payment.step(|progress| {
            if progress.charge.is_some() {
                return Err(NotPossible::AlreadyPaid);
            }
            self.settle(payment, progress);
            Ok(())
        })
    }

    /// The person closes the pay sheet; the bot is not told.
    pub(crate) fn cancel_payment(payment: &Payment) -> Result<(), NotPossible> {
        payment.step(|progress| match progress.state {
            PaymentState::Waiting | PaymentState::Approved => {
                progress.state = PaymentState::Cancelled;
                Ok(())
            }
            _ => Err(NotPossible::PaymentOver),
        })
    }

    fn settle(&self, payment: &Payment, progress: &mut Progress) {
        let stars = payment.invoice.stars;
        if !self.user.take_stars(stars) {
            progress.state = PaymentState::NotEnoughStars;
            return;
        }
        let telegram_id = self.bot.till.new_charge_id();
        // As Telegram's: it names the payer, and a bot that must not keep such ids learns it here.
        let provider_id = format!("{}_{}", payment.user_id, payment.id);
        let receipt = payment.receipt(&telegram_id, &provider_id);
        let (message_id, message, update_id) = self.chat.with(|state| {
            if let Some(id) = payment.invoice_message_id {
                state.change_message(id, |message| message.content.paid = true);
            }
            if state.presence == Presence::Stranger {
                state.presence = Presence::Open;
            }
            self.add_service(state, "successful_payment", receipt)
        });
        let transaction = json!({
            "id": telegram_id,
            "amount": stars,
            "date": self.world.clock.now_s(),
            "source": payment.partner(&self.user.to_json()),
        });
        self.bot.till.charged(payment, &telegram_id, transaction);
        progress.state = PaymentState::Paid;
        progress.error_message = None;
        progress.charge = Some(Charge {
            telegram_id,
            provider_id,
            message_id,
            update_id,
            message,
            refunded: false,
        });
        self.world.show_stars(self.user.id);
    }

    /// The Stars go back to the person, and the bot is told with `refunded_payment`.
    pub(crate) fn refund(&self, payment: &Payment) -> Result<Option<i64>, NotRefundable> {
        let update_id = payment.step(|progress| {
            let charge = progress.charge.as_mut().ok_or(NotRefundable::NotCharged)?;
            if charge.refunded {
                return Err(NotRefundable::AlreadyRefunded);
            }
            charge.refunded = true;
            self.user.give_stars(payment.invoice.stars);
            self.bot.till.add_transaction(json!({
                "id": charge.telegram_id,
                "amount": payment.invoice.stars,
                "date": self.world.clock.now_s(),
                "receiver": payment.partner(&self.user.to_json()),
            }));
            let receipt = payment.receipt(&charge.telegram_id, &charge.provider_id);
            let (_, _, update_id) = self
                .chat
                .with(|state| self.add_service(state, "refunded_payment", receipt));
            Ok(update_id)
        })?;
        self.world.show_stars(self.user.id);
        Ok(update_id)
    }

    /// Tells the bot of a payment once more, in a new update.
    pub(crate) fn tell_again(&self, payment: &Payment) -> Result<Option<i64>, NotPossible> {
        let message = payment.step(|progress| {
            let charge = progress.charge.as_ref();
            charge.map(|charge| charge.message.clone())
        });
        let message = message.ok_or(NotPossible::NotPaid)?;
        Ok(self.tell("message", Lane::Chat(self.user.id), message))
    }

    /// A service message of one part, which the bot gets as coming from the person.
    fn add_service(
        &self,
        state: &mut ChatState,
        part: &str,
        value: Value,
    ) -> (i64, Value, Option<i64>) {
        let content = NewContent {
            parts: Map::from_iter([(part.to_owned(), value)]),
            ..NewContent::default()
        };
        let id = state.add(Author::Person, self.world.clock.now_s(), content);
        let participants = self.chat.participants(&self.bot);
        let message = state.render(id, &participants).unwrap_or_default();
        let lane = Lane::Chat(self.user.id);
        let update_id = self.tell("message", lane, message.clone());
        (id, message, update_id)
    }
}
