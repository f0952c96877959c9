//! `pre_checkout_query`: may Telegram take the Stars?

use chrono::{DateTime, Utc};
use domain::tip::{RefusalReason, Tip, TipCommand, TipEvent};
use domain::values::{CheckoutId, MemberId, Stars, TipId};
use uuid::Uuid;

use super::{Tips, eligibility};
use crate::{AppError, BotId, CommandContext, ExecuteError};

/// Namespace of pre-checkout questions.
const CHECKOUTS: Uuid = Uuid::from_u128(0x9c1d_0e57_3ab6_4c0b_a7d2_6e10_58f4_c3b9);

/// Telegram's question.
#[derive(Clone, Copy, Debug)]
pub struct CheckoutQuestion<'a> {
    /// Which bot was asked.
    pub bot: BotId,
    /// Telegram's id of the question.
    pub id: &'a str,
    /// Who would pay, if it is a member.
    pub payer: Option<MemberId>,
    /// How much; `None` for another currency than Stars.
    pub stars: Option<Stars>,
    /// What the invoice carries.
    pub payload: &'a str,
}

impl CheckoutQuestion<'_> {
    fn checkout(&self) -> CheckoutId {
        let name = format!("{}/{}", self.bot, self.id);
        CheckoutId(Uuid::new_v5(&CHECKOUTS, name.as_bytes()))
    }

    /// The tip it is about; a question without one is written down in a stream of its own.
    fn tip(&self, tips: &Tips) -> Result<TipId, TipId> {
        let opened = tips.payloads.open(self.payload).map(TipId);
        opened.map_err(|_| TipId(Uuid::new_v5(&self.checkout().0, b"no tip")))
    }
}

/// Decides about a question: signature, currency, amount, payer, not paid and not being paid, eligibility. Asked again it answers as before.
/// Takes as long as the database does: the caller keeps Telegram's 10 s, and calls [`refuse_checkout`] when they are over.
pub async fn check_out(
    tips: &Tips,
    question: &CheckoutQuestion<'_>,
    now: DateTime<Utc>,
) -> Result<Result<(), RefusalReason>, AppError> {
    let Ok(tip_id) = question.tip(tips) else {
        let reason = RefusalReason::BadPayload;
        refuse_checkout(tips, question, reason, now).await?;
        return Ok(Err(reason));
    };
    let tip = tips.find(tip_id).await?;
    let offer = match tip.invoice {
        Some(invoice) => eligibility(tips, invoice.payer, invoice.match_id, now).await?,
        None => None,
    };
    let command = TipCommand::ApproveCheckout {
        checkout: question.checkout(),
        payer: question.payer,
        stars: question.stars,
        available: offer.is_some(),
        at: now,
    };
    let decided = carry_out(tips, tip_id, command, question, "approve", now).await?;
    let refused = decided.iter().find_map(|event| match event {
        TipEvent::TipCheckoutRefused { reason, .. } => Some(*reason),
        _ => None,
    });
    // The tip itself remembers only the last refusal, which may be the answer to somebody else's question by now.
    if let Some(reason) = refused {
        return Ok(Err(reason));
    }
    Ok(answer(&tips.find(tip_id).await?, question.checkout(), now))
}

/// A question was answered with no without asking the tip, because no decision came in time: written down, and what was reserved
/// meanwhile is free again.
pub async fn refuse_checkout(
    tips: &Tips,
    question: &CheckoutQuestion<'_>,
    reason: RefusalReason,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let tip_id = question.tip(tips).unwrap_or_else(|own| own);
    let command = TipCommand::RefuseCheckout {
        checkout: question.checkout(),
        reason,
        at: now,
    };
    carry_out(tips, tip_id, command, question, "refuse", now).await?;
    Ok(())
}

/// What was decided now; nothing when it was decided before.
async fn carry_out(
    tips: &Tips,
    tip_id: TipId,
    command: TipCommand,
    question: &CheckoutQuestion<'_>,
    what: &str,
    now: DateTime<Utc>,
) -> Result<Vec<TipEvent>, AppError> {
    let checkout = question.checkout();
    let context = CommandContext {
        command_id: Uuid::new_v5(&checkout.0, what.as_bytes()),
        correlation: checkout.0,
        causation: checkout.0,
        actor: "member",
        now,
    };
    let done = tips.dispatcher.execute::<Tip>(tip_id, command, &context);
    match done.await {
        // No rule of a tip rejects a question: refusals are facts.
        Ok(executed) => Ok(executed.events),
        Err(ExecuteError::Rejected(_)) => Ok(Vec::new()),
        Err(ExecuteError::Failed(error)) => Err(error),
    }
}

/// What was decided about a question, read from the tip.
fn answer(tip: &Tip, checkout: CheckoutId, now: DateTime<Utc>) -> Result<(), RefusalReason> {
    if tip.reserves(checkout, now) {
        return Ok(());
    }
    Err(match tip.refused {
        Some((refused, reason)) if refused == checkout => reason,
        // An old question that came again: whatever was answered then, Telegram has given it up.
        _ => RefusalReason::NotAvailable,
    })
}
