//! Tips: the invoice, receipts, refunds; as the tip stands at the moment of sending.

use app::AppError;
use domain::tip::{Tip, TipState};
use domain::values::{MatchId, Split, Stars, TipId};
use serde_json::Value;

use super::talk;
use crate::Services;
use crate::handlers::people;
use crate::keyboards::{Pen, Screen};
use crate::screens::tips::{self as screens, Receipt};

/// The parameters of the invoice, `None` when it is not waited for any more.
pub(in crate::notices) async fn invoice(
    services: &Services,
    pen: &Pen,
    chat_id: i64,
    tip_id: TipId,
) -> Result<Option<Value>, AppError> {
    let tip: Tip = services.dispatcher.load(tip_id).await?;
    let invoice = tip.invoice.filter(|_| tip.state == TipState::Invoiced);
    Ok(invoice.map(|invoice| {
        let payload = services.tips.payloads.seal(tip_id.0);
        screens::invoice_message(pen.words, chat_id, invoice.amount, &payload)
    }))
}

/// To the payer.
pub(super) async fn receipt(
    services: &Services,
    pen: &Pen,
    tip_id: TipId,
) -> Result<Option<Screen>, AppError> {
    let paid = paid(services, tip_id).await?;
    Ok(paid.map(|paid| screens::receipt(pen, &paid.receipt)))
}

/// To the receiver, who knows the payer by the pseudonym of a talk that is open and by nothing else.
pub(super) async fn received(
    services: &Services,
    pen: &Pen,
    tip_id: TipId,
) -> Result<Option<Screen>, AppError> {
    let Some(paid) = paid(services, tip_id).await? else {
        return Ok(None);
    };
    let nickname = match talk::open_talk(services, pen.member, paid.match_id).await? {
        Some((_, payer)) => people::person(services, payer).await?.nickname,
        // Perhaps it is another one by now: nobody learns from us that both are the same person.
        None => String::new(),
    };
    Ok(Some(screens::received(pen, &paid.receipt, &nickname)))
}

/// To the payer.
pub(super) async fn refunded(
    services: &Services,
    pen: &Pen,
    tip_id: TipId,
) -> Result<Option<Screen>, AppError> {
    let paid = paid(services, tip_id).await?;
    Ok(paid.map(|paid| screens::refunded(pen, &paid.receipt)))
}

/// To the receiver.
pub(super) async fn taken_back(
    services: &Services,
    pen: &Pen,
    tip_id: TipId,
) -> Result<Option<Screen>, AppError> {
    let paid = paid(services, tip_id).await?;
    Ok(paid.map(|paid| screens::taken_back(pen, &paid.receipt)))
}

struct Paid {
    match_id: MatchId,
    receipt: Receipt,
}

async fn paid(services: &Services, tip_id: TipId) -> Result<Option<Paid>, AppError> {
    let tip: Tip = services.dispatcher.load(tip_id).await?;
    let (Some(invoice), Some(payment)) = (tip.invoice, tip.payment) else {
        return Ok(None);
    };
    let stars: Stars = payment.stars;
    let split = payment.split.unwrap_or_else(|| Split::of(stars));
    Ok(Some(Paid {
        match_id: invoice.match_id,
        receipt: Receipt {
            tip_id,
            stars,
            split,
        },
    }))
}
