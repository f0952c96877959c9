//! A person with Stars, at the pay sheet.

use telegram_simulator::client::{InvoiceView, Pay, PaymentState, PaymentView};
use testkit::eventually_some;

use super::Person;
use super::waits::SOON;

impl Person {
    /// Waits for an invoice over so many Stars that is not paid; the newest.
    pub(crate) async fn invoice(&self, stars: i64) -> InvoiceView {
        eventually_some(SOON, || async {
            let invoices = self.control.invoices().await.unwrap();
            let mut newest = invoices.into_iter().rev();
            newest.find(|invoice| invoice.stars == stars && !invoice.paid)
        })
        .await
    }

    /// Presses the button of an amount and waits for the invoice.
    pub(crate) async fn wants_to_give(&self, stars: i64) -> InvoiceView {
        self.tap(&format!("🎁 {stars}")).await;
        self.invoice(stars).await
    }

    /// Confirms the pay sheet of an invoice; what became of it.
    pub(crate) async fn pays(&self, invoice: &InvoiceView) -> PaymentView {
        self.look().await;
        let pay = Pay::message(invoice.message_id);
        self.control.pay(&pay).await.unwrap()
    }

    /// The same, which works out.
    pub(crate) async fn has_paid(&self, invoice: &InvoiceView) -> PaymentView {
        let payment = self.pays(invoice).await;
        assert_eq!(payment.state, PaymentState::Paid, "{payment:?}");
        payment
    }

    /// The same, which the bot refuses in these words.
    pub(crate) async fn is_refused(&self, invoice: &InvoiceView, words: &str) -> PaymentView {
        let payment = self.pays(invoice).await;
        assert_eq!(payment.state, PaymentState::Refused, "{payment:?}");
        let said = payment.error_message.clone().unwrap_or_default();
        assert!(said.contains(words), "{said}");
        payment
    }
}
