//! Thanks in Stars: who may be thanked, the invoice, Telegram's question before it takes the Stars, and the payment. Each step may come
//! twice, late, out of order, or to another replica: what is decided is decided once.

mod check_out;
mod invoice;
mod record;

use chrono::{DateTime, Utc};
use domain::tip::TipOffer;
use domain::values::{MatchId, MemberId};
use projections::Projection;
use projections::tip_eligibility::{self, TipEligibility};

pub use check_out::{CheckoutQuestion, check_out, refuse_checkout};
pub use invoice::{Invoiced, TipWish, invoice};
pub use record::{PaymentTold, Recorded, record, refunded};

pub use crate::tips::Tips;
use crate::{AppError, caught_up};

/// Whom the payer may thank for a talk, `None` for every reason why not. Answered from one row, which has seen what had happened when it was
/// asked: who has just met somebody is not told otherwise, and who was just blocked pays nothing more.
pub async fn eligibility(
    tips: &Tips,
    payer: MemberId,
    match_id: MatchId,
    now: DateTime<Utc>,
) -> Result<Option<TipOffer>, AppError> {
    caught_up(tips.dispatcher.log(), TipEligibility::NAME).await?;
    let terms = tip_eligibility::find(&tips.pool, match_id).await?;
    let rules = tips.dispatcher.rules();
    Ok(terms.and_then(|terms| terms.offer(payer, now, rules)))
}
