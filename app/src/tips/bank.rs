//! What Telegram does with Stars, as far as tips need it. Only the bot knows how to ask.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::values::{ChargeId, MemberId, TipAmount, TipId};

use crate::vault::Address;
use crate::{AppError, BotId};

/// What Telegram says to a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundAnswer {
    /// Given back now.
    Done,
    /// Given back before: as good as done.
    AlreadyDone,
    /// Telegram will not, now or ever.
    Refused,
}

/// One movement of Stars, as `getStarTransactions` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StarTransaction {
    /// Telegram's name for it; a refund has that of its payment.
    pub id: String,
    /// How many Stars.
    pub stars: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether they came in.
    pub incoming: bool,
    /// Whether the other side is a person who paid an invoice, or gets such a payment back.
    pub of_invoice: bool,
}

/// Refunds and the history of Stars.
#[async_trait]
pub trait StarBank: Send + Sync {
    /// Gives a payment back to whom it came from, through the bot it came through.
    ///
    /// # Errors
    /// When Telegram did not answer in time: it may have been done.
    async fn refund(&self, payer: Address, charge_id: &ChargeId) -> Result<RefundAnswer, AppError>;

    /// One page of a bot's history, the oldest first.
    ///
    /// # Errors
    /// When Telegram did not answer in time, or not as documented.
    async fn transactions(
        &self,
        bot: BotId,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<StarTransaction>, AppError>;

    /// The bots whose Stars are counted.
    fn bots(&self) -> Vec<BotId>;
}

/// Links to invoices, for front ends that show their own buttons.
#[async_trait]
pub trait InvoiceLinks: Send + Sync {
    /// The link to a tip's invoice in the payer's language; `None` when the payer has no bot to pay through.
    ///
    /// # Errors
    /// When Telegram did not answer in time.
    async fn link(
        &self,
        payer: MemberId,
        tip_id: TipId,
        amount: TipAmount,
    ) -> Result<Option<String>, AppError>;
}
