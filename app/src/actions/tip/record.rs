//! `successful_payment` and `refunded_payment`: what Telegram did with Stars is recorded once per charge, whatever comes again, late, out
//! of order or elsewhere.

use domain::tip::{TipCommand, TipError, UnmatchedReason};
use domain::values::{ChargeId, Stars, TipId};

use super::Tips;
use crate::AppError;
use crate::actions::MemberCall;
use crate::tips::{own_stream, payer_ref};
use crate::vault::Address;

/// A payment as Telegram tells of it. Not `Debug`: it names a person.
#[derive(Clone)]
pub struct PaymentTold {
    /// Telegram's name for the payment.
    pub charge_id: ChargeId,
    /// How much; `None` for another currency than Stars.
    pub stars: Option<Stars>,
    /// What the invoice carried.
    pub payload: String,
    /// Who paid, through which bot: the private chat with a person has the person's id.
    pub from: Address,
}

/// What a payment is recorded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// The payment of this tip.
    Tip(TipId),
    /// It was recorded before.
    Before,
    /// It belongs to no tip, has this stream of its own, and can be given back.
    Unmatched(TipId),
}

/// Records a payment. Whatever is wrong with it, the Stars were taken: what belongs to no tip is kept apart and can be given back.
pub async fn record(
    tips: &Tips,
    call: MemberCall,
    told: &PaymentTold,
) -> Result<Recorded, AppError> {
    if tips.tip_of(&told.charge_id).await?.is_some() {
        return Ok(Recorded::Before);
    }
    tips.keep_payer(&told.charge_id, told.from, call.now)
        .await?;
    let (about, reason) = match belongs_to(tips, told) {
        Ok((tip_id, stars)) => match record_on(tips, call, told, tip_id, stars).await? {
            Ok(true) => return Ok(Recorded::Tip(tip_id)),
            Ok(false) | Err(TipError::ChargeRecorded) => return Ok(Recorded::Before),
            Err(rule) => (Some(tip_id), reason(&rule)),
        },
        Err(reason) => (None, reason),
    };
    record_unmatched(tips, call, told, about, reason).await
}

/// Telegram gave a payment back, with or without our order. If it had not told of the payment, both are recorded, and nobody is credited.
pub async fn refunded(tips: &Tips, call: MemberCall, told: &PaymentTold) -> Result<(), AppError> {
    let charge_id = &told.charge_id;
    if tips.tip_of(charge_id).await?.is_none() {
        tips.keep_payer(charge_id, told.from, call.now).await?;
        let about = tips.payloads.open(&told.payload).ok().map(TipId);
        record_unmatched(tips, call, told, about, UnmatchedReason::RefundedFirst).await?;
    }
    // Read again: another replica may have recorded the payment as a tip's meanwhile.
    match tips.tip_of(charge_id).await? {
        Some(tip_id) => tips.confirm_refund(tip_id, charge_id, call.now).await,
        None => Err(AppError::Interrupted),
    }
}

/// Which tip a payment says that it is for, as far as the payment alone tells.
fn belongs_to(tips: &Tips, told: &PaymentTold) -> Result<(TipId, Stars), UnmatchedReason> {
    let tip_id = tips.payloads.open(&told.payload);
    let tip_id = tip_id.map_err(|_| UnmatchedReason::BadPayload)?;
    let stars = told.stars.ok_or(UnmatchedReason::WrongCurrency)?;
    Ok((TipId(tip_id), stars))
}

async fn record_on(
    tips: &Tips,
    call: MemberCall,
    told: &PaymentTold,
    tip_id: TipId,
    stars: Stars,
) -> Result<Result<bool, TipError>, AppError> {
    let command = TipCommand::RecordPayment {
        charge_id: told.charge_id.clone(),
        stars,
        payer: Some(call.member),
        payer_ref: payer_ref(&told.charge_id),
        at: call.now,
    };
    tips.tell(tip_id, command, &told.charge_id, "record", call.now)
        .await
}

async fn record_unmatched(
    tips: &Tips,
    call: MemberCall,
    told: &PaymentTold,
    about: Option<TipId>,
    reason: UnmatchedReason,
) -> Result<Recorded, AppError> {
    let own = own_stream(&told.charge_id);
    let command = TipCommand::RecordUnmatched {
        charge_id: told.charge_id.clone(),
        // Another currency counts as no Stars: its amounts are of another kind.
        stars: told.stars.unwrap_or_default(),
        reason,
        about,
        payer_ref: payer_ref(&told.charge_id),
        at: call.now,
    };
    let done = tips
        .tell(own, command, &told.charge_id, "unmatched", call.now)
        .await?;
    Ok(match done {
        Ok(true) => Recorded::Unmatched(own),
        // Another replica, or an earlier try whose answer was lost, was faster.
        Ok(false) | Err(_) => Recorded::Before,
    })
}

const fn reason(rule: &TipError) -> UnmatchedReason {
    match rule {
        TipError::AlreadyPaid => UnmatchedReason::PaidTwice,
        TipError::AmountMismatch => UnmatchedReason::AmountMismatch,
        TipError::WrongPayer => UnmatchedReason::WrongPayer,
        TipError::NotInvoiced
        | TipError::AlreadyInvoiced
        | TipError::OwnTip
        | TipError::ChargeRecorded
        | TipError::NotPaid => UnmatchedReason::UnknownTip,
    }
}
