//! What happened to a tip.

use serde::{Deserialize, Serialize};

use crate::values::{
    ChargeId, CheckoutId, MatchId, MemberId, OperatorNote, Split, Stars, Timestamp, TipAmount,
    TipId, VaultRef,
};

/// Facts of one tip's stream, or of a payment that belongs to no invoice: that has a stream of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TipEvent {
    /// A member wants to thank the other with so many Stars.
    TipInvoiced {
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
    /// Telegram asked whether it may take the Stars, and was told yes. Nobody else's checkout is approved meanwhile.
    TipCheckoutApproved {
        /// Which question.
        checkout: CheckoutId,
        /// Until when the tip is kept for it.
        reserved_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Telegram asked, and was told no.
    TipCheckoutRefused {
        /// Which question.
        checkout: CheckoutId,
        /// Why.
        reason: RefusalReason,
        /// When.
        at: Timestamp,
    },
    /// The Stars are ours to divide. Exactly once for each charge: the guard `charges` says so.
    TipPaid {
        /// For which talk.
        match_id: MatchId,
        /// Who paid.
        payer: MemberId,
        /// Who is thanked.
        receiver: MemberId,
        /// How much.
        amount: TipAmount,
        /// How it is divided.
        split: Split,
        /// Telegram's name for the payment.
        charge_id: ChargeId,
        /// Where the vault keeps to whom the Stars would go back.
        payer_ref: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// Telegram took Stars that belong to no tip that waits for them. They are kept apart, and can be given back.
    TipPaymentUnmatched {
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
    /// The payment is to go back.
    TipRefundOrdered {
        /// Which payment.
        charge_id: ChargeId,
        /// How much.
        stars: Stars,
        /// Where the vault keeps to whom.
        payer_ref: VaultRef,
        /// Why.
        because: RefundCause,
        /// When.
        at: Timestamp,
    },
    /// Telegram has given the payment back.
    TipRefunded {
        /// Which payment.
        charge_id: ChargeId,
        /// How much.
        stars: Stars,
        /// What the payment had become; `None` when it belonged to no tip.
        credited: Option<Credited>,
        /// Why.
        because: RefundCause,
        /// When.
        at: Timestamp,
    },
}

/// How an invoice reaches the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceVia {
    /// As a message of the bot.
    Chat,
    /// As a link that another front end shows.
    Link,
}

/// Why a checkout was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// The payer may not tip the other now, whatever the reason: it tells nothing about the other.
    NotAvailable,
    /// Another amount than the invoice's.
    AmountMismatch,
    /// Not Telegram Stars.
    WrongCurrency,
    /// The payload is not one of ours, or of a tip that we do not know.
    BadPayload,
    /// Somebody else's invoice.
    WrongPayer,
    /// It has been paid.
    AlreadyPaid,
    /// It is being paid right now.
    AlreadyReserved,
    /// No answer in time from our side.
    Busy,
}

impl RefusalReason {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::NotAvailable,
        Self::AmountMismatch,
        Self::WrongCurrency,
        Self::BadPayload,
        Self::WrongPayer,
        Self::AlreadyPaid,
        Self::AlreadyReserved,
        Self::Busy,
    ];
}

/// Why a payment belongs to no tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnmatchedReason {
    /// The tip had been paid before. It is given back without anybody's order.
    PaidTwice,
    /// We know no such tip.
    UnknownTip,
    /// The payload is not one of ours.
    BadPayload,
    /// Another amount than the invoice's.
    AmountMismatch,
    /// Not Telegram Stars: counted as none.
    WrongCurrency,
    /// Somebody else's invoice.
    WrongPayer,
    /// Telegram said that it was given back before it said that it was made.
    RefundedFirst,
}

/// Why a payment goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundCause {
    /// The tip had been paid before.
    PaidTwice,
    /// An operator decided so, in these words.
    Operator(OperatorNote),
    /// Telegram did it without us.
    Telegram,
}

/// What a payment had become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credited {
    /// Who paid.
    pub payer: MemberId,
    /// Who was thanked.
    pub receiver: MemberId,
    /// How it was divided.
    pub split: Split,
}

event_types! { TipEvent:
    TipInvoiced = "TipInvoiced", "1";
    TipCheckoutApproved = "TipCheckoutApproved", "1";
    TipCheckoutRefused = "TipCheckoutRefused", "1";
    TipPaid = "TipPaid", "1";
    TipPaymentUnmatched = "TipPaymentUnmatched", "1";
    TipRefundOrdered = "TipRefundOrdered", "1";
    TipRefunded = "TipRefunded", "1";
}
