//! Telegram Stars: refunds and the history of a bot.

use app::clock::SharedClock;
use app::tips::{RefundAnswer, StarBank, StarTransaction};
use app::vault::Address;
use app::{AppError, BotId};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::values::ChargeId;
use serde::Deserialize;
use serde_json::json;

use super::{Gateway, GatewayError};

/// After this long Telegram counts as not answering; who asks tries again.
const PATIENCE: TimeDelta = TimeDelta::seconds(30);
/// What Telegram says to the refund of a payment that went back before.
const ALREADY_REFUNDED: &str = "CHARGE_ALREADY_REFUNDED";

/// Stars through the gateway.
#[derive(Clone, Debug)]
pub struct TelegramStars {
    /// The way out.
    pub gateway: Gateway,
    /// Deadlines follow it.
    pub clock: SharedClock,
}

/// What `getStarTransactions` answers, as far as it is looked at.
#[derive(Deserialize)]
struct Page {
    transactions: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    id: String,
    amount: i64,
    date: i64,
    source: Option<Partner>,
    receiver: Option<Partner>,
}

/// The other side. Who it is is not read.
#[derive(Deserialize)]
struct Partner {
    #[serde(rename = "type")]
    kind: String,
    transaction_type: Option<String>,
}

impl Partner {
    /// Only transactions with people have a type of their own; a simulator or an older server may leave it out.
    fn pays_invoices(&self) -> bool {
        let of_invoice = self
            .transaction_type
            .as_deref()
            .is_none_or(|kind| kind == "invoice_payment");
        self.kind == "user" && of_invoice
    }
}

impl Transaction {
    fn read(self) -> Option<StarTransaction> {
        let incoming = self.source.is_some();
        let partner = self.source.or(self.receiver);
        Some(StarTransaction {
            id: self.id,
            stars: self.amount,
            at: DateTime::from_timestamp_secs(self.date)?,
            incoming,
            of_invoice: partner.is_some_and(|partner| partner.pays_invoices()),
        })
    }
}

impl TelegramStars {
    fn deadline(&self) -> DateTime<Utc> {
        self.clock.now() + PATIENCE
    }
}

#[async_trait]
impl StarBank for TelegramStars {
    async fn refund(&self, payer: Address, charge_id: &ChargeId) -> Result<RefundAnswer, AppError> {
        // The private chat with a person has the person's id (Bot API, `Chat`).
        let params = json!({
            "user_id": payer.chat_id,
            "telegram_payment_charge_id": charge_id.as_str(),
        });
        let asked = self
            .gateway
            .call(payer.bot, "refundStarPayment", &params, self.deadline());
        match asked.await {
            Ok(_) => Ok(RefundAnswer::Done),
            Err(GatewayError::Refused { description, .. })
                if description.contains(ALREADY_REFUNDED) =>
            {
                Ok(RefundAnswer::AlreadyDone)
            }
            Err(GatewayError::Refused { .. } | GatewayError::Unreachable) => {
                Ok(RefundAnswer::Refused)
            }
            Err(GatewayError::TimedOut) => Err(AppError::TimedOut("refundStarPayment")),
        }
    }

    async fn transactions(
        &self,
        bot: BotId,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<StarTransaction>, AppError> {
        let params = json!({ "offset": offset, "limit": limit });
        let asked = self
            .gateway
            .call(bot, "getStarTransactions", &params, self.deadline());
        let answer = asked
            .await
            .map_err(|_| AppError::TimedOut("getStarTransactions"))?;
        let page: Page = serde_json::from_value(answer)?;
        let read: Option<Vec<_>> = page
            .transactions
            .into_iter()
            .map(Transaction::read)
            .collect();
        read.ok_or(AppError::TimedOut("getStarTransactions"))
    }

    fn bots(&self) -> Vec<BotId> {
        self.gateway.bots().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(transaction: serde_json::Value) -> StarTransaction {
        serde_json::from_value::<Transaction>(transaction)
            .unwrap()
            .read()
            .unwrap()
    }

    #[test]
    fn payments_and_refunds_of_invoices_are_told_from_everything_else() {
        let person =
            json!({"type": "user", "transaction_type": "invoice_payment", "user": {"id": 1}});
        let paid = read(json!({"id": "a", "amount": 25, "date": 1_790_000_000, "source": person}));
        assert!(paid.incoming && paid.of_invoice);
        let back =
            read(json!({"id": "a", "amount": 25, "date": 1_790_000_001, "receiver": person}));
        assert!(!back.incoming && back.of_invoice);
        for partner in [
            json!({"type": "fragment"}),
            json!({"type": "telegram_ads"}),
            json!({"type": "user", "transaction_type": "gift_purchase", "user": {"id": 1}}),
        ] {
            let other = read(json!({"id": "b", "amount": 9, "date": 0, "receiver": partner}));
            assert!(!other.of_invoice);
        }
    }
}
