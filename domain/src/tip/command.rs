//! What can be asked of a tip.

use super::{InvoiceVia, RefundCause, RefusalReason, UnmatchedReason};
use crate::values::{
    ChargeId, CheckoutId, MatchId, MemberId, Stars, Timestamp, TipAmount, TipId, VaultRef,
};

/// Commands to one tip's stream.
#[derive(Clone, Debug, PartialEq)]
pub enum TipCommand {
    /// Begin; the caller has seen that the payer may tip the receiver. The id of the tip is made of what was asked for, so that a
    /// double tap asks for the same tip.
    InvoiceTip {
        /// For which talk.
        match_id: MatchId,
        /// Who would pay.
        payer: MemberId,
        /// Who is thanked.
        receiver: MemberId,
        /// How much.
        amount: TipAmount,
        /// How the invoice reaches the payer.
        via: InvoiceVia,
        /// When.
        at: Timestamp,
    },
    /// Telegram asks whether it may take the Stars. Refusals are facts too.
    ApproveCheckout {
        /// Which question.
        checkout: CheckoutId,
        /// Who would pay, if it is a member.
        payer: Option<MemberId>,
        /// How much it would take; `None` for another currency than Stars.
        stars: Option<Stars>,
        /// Whether the payer may tip the receiver now.
        available: bool,
        /// When.
        at: Timestamp,
    },
    /// The question was answered with no without asking the tip: the payload names none, or there was no time. Gives back what an
    /// approval that came too late has reserved.
    RefuseCheckout {
        /// Which question.
        checkout: CheckoutId,
        /// Why.
        reason: RefusalReason,
        /// When.
        at: Timestamp,
    },
    /// Telegram took the Stars.
    RecordPayment {
        /// Telegram's name for the payment.
        charge_id: ChargeId,
        /// How much.
        stars: Stars,
        /// Who paid, if it is a member.
        payer: Option<MemberId>,
        /// Where the vault keeps to whom the Stars would go back.
        payer_ref: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// Telegram took Stars that belong to no tip that waits for them. Goes to a stream of the payment's own.
    RecordUnmatched {
        /// Telegram's name for the payment.
        charge_id: ChargeId,
        /// How much.
        stars: Stars,
        /// Why it belongs to none.
        reason: UnmatchedReason,
        /// Which tip it names, if it names one.
        about: Option<TipId>,
        /// Where the vault keeps to whom the Stars would go back.
        payer_ref: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// Give the payment back.
    OrderRefund {
        /// Why.
        because: RefundCause,
        /// When.
        at: Timestamp,
    },
    /// Telegram has given the payment back, ordered or not.
    ConfirmRefund {
        /// When.
        at: Timestamp,
    },
}
