//! Thanks in Stars, as people give them: the amount's button, the invoice, the pay sheet.

use std::time::Duration;

use telegram_simulator::client::{ChatView, ClientError, Pay, PaymentState, PersonControl};

use super::buttons::{newest_button, press};

/// An invoice comes within this; if none comes, nothing can be given now.
const INVOICED_WITHIN: Duration = Duration::from_secs(10);
/// What is bought when there are too few: more than the largest preset.
const BOUGHT_STARS: i64 = 100;

/// The invoice that the newest button of this amount leads to, by its message; none if there is no such button, or nothing comes of it.
pub(crate) async fn invoice(
    person: &PersonControl,
    stars: i64,
) -> Result<Option<i64>, ClientError> {
    let chat = person.chat().await?;
    let newest = chat.last_message_id();
    let Some(button) = newest_button(&chat, &format!("v1:tip.pay:{stars}.")) else {
        return Ok(None);
    };
    press(person, &button).await?;
    let newer = |chat: &ChatView| {
        let invoice = chat.bot_media("invoice").next_back()?;
        Some(invoice.message_id).filter(|id| *id > newest)
    };
    let came = person.wait_for_within(INVOICED_WITHIN, "an invoice", |chat| newer(chat).is_some());
    match came.await {
        Ok(chat) => Ok(newer(&chat)),
        Err(ClientError::Timeout { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Confirms the pay sheet; who has too few Stars buys some first. Says whether it was paid.
pub(crate) async fn pay(
    person: &PersonControl,
    invoice: i64,
    stars: i64,
) -> Result<bool, ClientError> {
    if person.stars().await? < stars {
        person.buy_stars(BOUGHT_STARS).await?;
    }
    let payment = person.pay(&Pay::message(invoice)).await?;
    Ok(payment.state == PaymentState::Paid)
}
