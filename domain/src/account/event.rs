//! What happened to an account.

use serde::{Deserialize, Serialize};

use crate::values::{OperatorNote, PayoutId, Stars, Timestamp, TipId};

/// Facts of one receiver's account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AccountEvent {
    /// A tip was paid: its share is owed from now on.
    ShareCredited {
        /// Which tip.
        tip_id: TipId,
        /// How much.
        share: Stars,
        /// When.
        at: Timestamp,
    },
    /// The tip went back to its payer: its share is owed no more.
    ShareReversed {
        /// Which tip.
        tip_id: TipId,
        /// How much.
        share: Stars,
        /// When.
        at: Timestamp,
    },
    /// An operator paid the receiver. Telegram has no call that does.
    PayoutRecorded {
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

event_types! { AccountEvent:
    ShareCredited = "ShareCredited", "1";
    ShareReversed = "ShareReversed", "1";
    PayoutRecorded = "PayoutRecorded", "1";
}
