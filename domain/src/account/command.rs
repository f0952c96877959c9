//! What can be asked of an account.

use crate::values::{OperatorNote, PayoutId, Stars, Timestamp, TipId};

/// Commands to one receiver's account.
#[derive(Clone, Debug, PartialEq)]
pub enum AccountCommand {
    /// Owe the share of a tip.
    CreditShare {
        /// Which tip.
        tip_id: TipId,
        /// How much.
        share: Stars,
        /// When.
        at: Timestamp,
    },
    /// Owe the share of a tip no more: the tip went back.
    ReverseShare {
        /// Which tip.
        tip_id: TipId,
        /// When.
        at: Timestamp,
    },
    /// The receiver was paid. The id is made of the operator's reference, so that the same payout is recorded once.
    RecordPayout {
        /// Which payout.
        payout_id: PayoutId,
        /// How much.
        stars: Stars,
        /// Why and how, in the operator's words.
        reason: OperatorNote,
        /// When.
        at: Timestamp,
    },
}
