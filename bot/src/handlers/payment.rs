//! What Telegram says about payments: Stars that were taken, Stars that went back. Each is written down once, however often it is told.

use app::actions::tip::{self, PaymentTold, Recorded};
use app::tips::CURRENCY;
use domain::values::Stars;
use serde_json::Value;

use super::turn::Turn;
use crate::HandleError;
use crate::incoming::Handled;
use crate::screens::tips::number;

/// Telegram took Stars.
pub(crate) async fn paid(turn: Turn) -> Result<Handled, HandleError> {
    let told = told(&turn, "successful_payment")?;
    match tip::record(&turn.services.tips, turn.call(), &told).await? {
        // Receipts are notices of the event.
        Recorded::Tip(_) | Recorded::Before => {}
        Recorded::Unmatched(tip_id) => {
            let words = turn.words();
            let stars = told.stars.map_or(0, Stars::get);
            turn.say(words.payment_unmatched(stars, number(tip_id.0)))
                .await;
        }
    }
    Ok(Handled::Done)
}

/// Telegram gave Stars back, asked by us or not.
pub(crate) async fn refunded(turn: Turn) -> Result<Handled, HandleError> {
    let told = told(&turn, "refunded_payment")?;
    tip::refunded(&turn.services.tips, turn.call(), &told).await?;
    Ok(Handled::Done)
}

fn told(turn: &Turn, field: &str) -> Result<PaymentTold, HandleError> {
    let payment = &turn.incoming.raw["message"][field];
    let text = |name: &str| payment[name].as_str();
    let unreadable = HandleError::Poison {
        category: "unreadable_payment",
    };
    let charge_id = text("telegram_payment_charge_id").and_then(|id| id.parse().ok());
    Ok(PaymentTold {
        charge_id: charge_id.ok_or(unreadable)?,
        stars: stars(payment),
        payload: text("invoice_payload").unwrap_or_default().to_owned(),
        from: turn.incoming.address,
    })
}

/// `None` for another currency than Stars.
fn stars(payment: &Value) -> Option<Stars> {
    let amount = payment["total_amount"].as_i64();
    let amount = amount.filter(|_| payment["currency"] == CURRENCY)?;
    amount.try_into().ok()
}
