//! Payments in Telegram Stars, as people and tests see them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A number of Stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StarsView {
    /// Never negative for a person; a bot's balance can be.
    pub stars: i64,
}

/// An invoice that a person sees: in a message, or behind a link in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceView {
    /// The message that is the invoice, or that shows the link.
    pub message_id: i64,
    /// The link; none if the message itself is the invoice.
    pub link: Option<String>,
    /// The product's name.
    pub title: String,
    /// The product's description.
    pub description: String,
    /// What the bot put into it for itself; people do not see it.
    pub payload: String,
    /// The price.
    pub stars: i64,
    /// Whether the message was paid; links can be paid again and again.
    pub paid: bool,
}

/// A payment to make: of an invoice by its message, or of a link.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pay {
    /// The message with the invoice …
    pub message_id: Option<i64>,
    /// … or the invoice link.
    pub link: Option<String>,
    /// After the bot said yes nothing is charged until the payment is completed or cancelled by hand.
    pub hold: bool,
    /// Charges at once, without asking the bot and even if the message was paid before: Telegram gone wrong.
    pub force: bool,
    /// How long to wait for the outcome, 30 s otherwise; 0 does not wait.
    pub timeout_ms: Option<u64>,
}

/// How far a payment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// The bot was asked and has not answered.
    Waiting,
    /// The bot said yes, and the payment is held.
    Approved,
    /// Charged; the bot is told with `successful_payment`.
    Paid,
    /// The bot said no.
    Refused,
    /// The bot did not answer within 10 s.
    TooLate,
    /// The person has too few Stars.
    NotEnoughStars,
    /// The person gave up.
    Cancelled,
}

impl PaymentState {
    /// Whether nothing happens any more by itself.
    pub fn is_settled(self) -> bool {
        self != Self::Waiting
    }
}

/// A payment as its person sees it, and what tests want to know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentView {
    /// Its number among the bot's payments.
    pub payment_id: u64,
    /// Who pays.
    pub user_id: i64,
    /// The price.
    pub stars: i64,
    /// The invoice's payload.
    pub payload: String,
    /// How far it has come.
    pub state: PaymentState,
    /// The bot's words when it refused.
    pub error_message: Option<String>,
    /// The id of the query the bot was asked with; none if it was not asked.
    pub pre_checkout_query_id: Option<String>,
    /// How long the bot took to answer it, in µs of real time; refusals are answers too.
    pub answered_after_us: Option<u64>,
    /// Telegram's id of the payment, once charged.
    pub telegram_payment_charge_id: Option<String>,
    /// The message with `successful_payment`.
    pub message_id: Option<i64>,
    /// The update that told the bot of it.
    pub update_id: Option<i64>,
    /// Whether the Stars went back.
    pub refunded: bool,
}

/// A transaction that no payment here made, for bots that compare their books with Telegram's.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewTransaction {
    /// Its id.
    pub id: String,
    /// How many Stars.
    pub amount: i64,
    /// Unix seconds; now otherwise.
    pub date: Option<i64>,
    /// Telegram's `TransactionPartner` it came from …
    pub source: Option<Value>,
    /// … or went to; exactly one of the two.
    pub receiver: Option<Value>,
}
