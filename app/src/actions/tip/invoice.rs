//! The invoice of a tip.

use domain::tip::{InvoiceVia, Tip, TipCommand, TipError};
use domain::values::{MatchId, MemberId, TipAmount, TipId};
use uuid::Uuid;

use super::{Tips, eligibility};
use crate::AppError;
use crate::actions::{MemberCall, carry_out};

/// Namespace of tips.
const TIPS: Uuid = Uuid::from_u128(0x0b3f_6d4e_c8a1_4a57_9a0d_55b0_4a3b_7e92);
/// The ordinal of the command among those of its call.
const INVOICE: u32 = 1;

/// What a member would give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TipWish<'a> {
    /// For which talk.
    pub match_id: MatchId,
    /// How much.
    pub amount: TipAmount,
    /// How the invoice reaches the payer.
    pub via: InvoiceVia,
    /// What it is asked with: the same button, or the same call, asks for the same tip, however often and wherever it arrives.
    pub occasion: &'a str,
}

/// What became of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invoiced {
    /// There is an invoice now.
    Now(TipId),
    /// There was one before.
    Before(TipId),
    /// There was one before, and it is paid.
    Paid,
    /// Not now, whatever the reason.
    NotAvailable,
}

/// Makes the tip that a member asks for, or finds the one that was asked for on the same occasion.
pub async fn invoice(
    tips: &Tips,
    call: MemberCall,
    wish: &TipWish<'_>,
) -> Result<Invoiced, AppError> {
    let offer = eligibility(tips, call.member, wish.match_id, call.now).await?;
    let Some(offer) = offer else {
        return Ok(Invoiced::NotAvailable);
    };
    let tip_id = tip_id(call.member, wish);
    let command = TipCommand::InvoiceTip {
        match_id: wish.match_id,
        payer: call.member,
        receiver: offer.receiver,
        amount: wish.amount,
        via: wish.via,
        at: call.now,
    };
    let done = carry_out::<Tip>(&tips.dispatcher, call, INVOICE, tip_id, command).await?;
    match done {
        Ok(done) if !done.events.is_empty() => Ok(Invoiced::Now(tip_id)),
        Ok(_) | Err(TipError::AlreadyInvoiced) => Ok(match tips.find(tip_id).await?.payment {
            None => Invoiced::Before(tip_id),
            Some(_) => Invoiced::Paid,
        }),
        Err(_) => Ok(Invoiced::NotAvailable),
    }
}

fn tip_id(payer: MemberId, wish: &TipWish<'_>) -> TipId {
    let TipWish {
        match_id,
        amount,
        occasion,
        ..
    } = wish;
    let name = format!("{match_id}/{payer}/{}/{occasion}", amount.stars());
    TipId(Uuid::new_v5(&TIPS, name.as_bytes()))
}
