//! Paying with Telegram Stars.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    BotControl, ClientError, InvoiceView, NewTransaction, Pay, PaymentView, PersonControl,
    StarsView, WAIT_DEFAULT,
};

impl Pay {
    /// Pays the invoice in a message.
    pub fn message(message_id: i64) -> Self {
        Self {
            message_id: Some(message_id),
            ..Self::default()
        }
    }

    /// Pays an invoice link.
    pub fn link(link: &str) -> Self {
        Self {
            link: Some(link.to_owned()),
            ..Self::default()
        }
    }

    /// Nothing is charged after the bot's yes until [`PersonControl::complete_payment`].
    #[must_use]
    pub fn held(mut self) -> Self {
        self.hold = true;
        self
    }

    /// Charges without asking the bot.
    #[must_use]
    pub fn forced(mut self) -> Self {
        self.force = true;
        self
    }

    /// Does not wait for the outcome.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.timeout_ms = Some(0);
        self
    }
}

impl PersonControl {
    fn stars_path(&self) -> String {
        format!("/control/users/{}/stars", self.id())
    }

    /// The balance.
    pub async fn stars(&self) -> Result<i64, ClientError> {
        let path = self.stars_path();
        let view: StarsView = self.bot().control().get(&path, &()).await?;
        Ok(view.stars)
    }

    /// Sets the balance.
    pub async fn set_stars(&self, stars: i64) -> Result<(), ClientError> {
        let control = self.bot().control();
        let request = control.request(Method::PUT, &self.stars_path());
        let _: StarsView = control.send(request.json(&StarsView { stars })).await?;
        Ok(())
    }

    /// Buys more Stars; returns the new balance.
    pub async fn buy_stars(&self, stars: i64) -> Result<i64, ClientError> {
        let bought = StarsView { stars };
        let path = self.stars_path();
        let view: StarsView = self.bot().control().post(&path, &bought).await?;
        Ok(view.stars)
    }

    /// Invoices and invoice links in the chat, oldest first.
    pub async fn invoices(&self) -> Result<Vec<InvoiceView>, ClientError> {
        let path = self.path("/invoices");
        self.bot().control().get(&path, &()).await
    }

    /// Confirms the pay sheet and waits for the outcome.
    pub async fn pay(&self, pay: &Pay) -> Result<PaymentView, ClientError> {
        let path = self.path("/payments");
        self.bot().control().post(&path, pay).await
    }

    /// All payments of the person to the bot, oldest first.
    pub async fn payments(&self) -> Result<Vec<PaymentView>, ClientError> {
        let path = self.path("/payments");
        self.bot().control().get(&path, &()).await
    }

    /// A payment, as soon as it does not wait for the bot any more.
    pub async fn settled_payment(&self, payment_id: u64) -> Result<PaymentView, ClientError> {
        let timeout_ms = u64::try_from(WAIT_DEFAULT.as_millis()).unwrap_or(u64::MAX);
        let path = self.path(&format!("/payments/{payment_id}"));
        let query = [("timeout_ms", timeout_ms)];
        self.bot().control().get(&path, &query).await
    }

    /// Charges a payment whatever the bot said: one that is held, or one that should have failed.
    pub async fn complete_payment(&self, payment_id: u64) -> Result<PaymentView, ClientError> {
        let path = self.path(&format!("/payments/{payment_id}/complete"));
        self.bot().control().post(&path, &json!({})).await
    }

    /// Gives up a payment that waits or is held; the bot is not told.
    pub async fn cancel_payment(&self, payment_id: u64) -> Result<PaymentView, ClientError> {
        let path = self.path(&format!("/payments/{payment_id}/cancel"));
        self.bot().control().post(&path, &json!({})).await
    }
}

impl BotControl {
    fn stars_path(&self, rest: &str) -> String {
        format!("/control/bots/{}{rest}", self.id())
    }

    /// Tells the bot of a payment once more, in an update with a new id; returns that id.
    pub async fn redeliver_payment(&self, charge_id: &str) -> Result<Option<i64>, ClientError> {
        let path = self.stars_path(&format!("/charges/{charge_id}/redeliver"));
        let answer: Value = self.control().post(&path, &json!({})).await?;
        Ok(answer["update_id"].as_i64())
    }

    /// Telegram gives the Stars of a payment back by itself; returns the id of the update with `refunded_payment`.
    pub async fn refund_from_outside(&self, charge_id: &str) -> Result<Option<i64>, ClientError> {
        let path = self.stars_path(&format!("/charges/{charge_id}/refund"));
        let answer: Value = self.control().post(&path, &json!({})).await?;
        Ok(answer["update_id"].as_i64())
    }

    /// The bot's balance.
    pub async fn stars(&self) -> Result<i64, ClientError> {
        let path = self.stars_path("/stars");
        let view: StarsView = self.control().get(&path, &()).await?;
        Ok(view.stars)
    }

    /// All `StarTransaction`s, oldest first.
    pub async fn transactions(&self) -> Result<Vec<Value>, ClientError> {
        let path = self.stars_path("/transactions");
        self.control().get(&path, &()).await
    }

    /// Puts a transaction among the bot's that no payment made.
    pub async fn add_transaction(&self, new: &NewTransaction) -> Result<Value, ClientError> {
        let path = self.stars_path("/transactions");
        self.control().post(&path, new).await
    }

    /// Takes away the transactions with an id.
    pub async fn remove_transactions(&self, id: &str) -> Result<(), ClientError> {
        let path = self.stars_path(&format!("/transactions/{id}"));
        let control = self.control();
        let _: Value = control.send(control.request(Method::DELETE, &path)).await?;
        Ok(())
    }
}
