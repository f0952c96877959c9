//! One line of the ledger.

use std::fmt;

use domain::values::{ChargeId, MemberId, Timestamp, TipId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which event and which of its lines: made of both, so that a rebuilt ledger has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(pub(super) Uuid);

impl fmt::Display for EntryId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What Stars are counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerAccount {
    /// Stars that Telegram took for us, all of them; what went back is in `refunds`.
    Stars,
    /// Stars that Telegram gave back.
    Refunds,
    /// Shares of paid tips on their way to, and from, what is owed. Zero as soon as the policies have caught up.
    Clearing,
    /// What is owed to each receiver.
    Payable,
    /// What was paid out to receivers.
    Payouts,
    /// What the platform keeps.
    Commission,
    /// Payments that belong to no tip: owed to whoever paid.
    Unmatched,
}

/// A line: of each event the debits equal the credits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Which line of which event.
    pub entry: EntryId,
    /// The event's name.
    pub event: String,
    /// Of which tip, or of which payment that belongs to none; `None` for a payout.
    pub tip_id: Option<TipId>,
    /// Telegram's name for the payment; `None` where no payment is made or given back.
    pub charge_id: Option<ChargeId>,
    /// What it is counted as.
    pub account: LedgerAccount,
    /// Whose, for what is owed and paid out.
    pub member: Option<MemberId>,
    /// Who gave, for a payment that belongs to a tip.
    pub payer: Option<MemberId>,
    /// What comes in.
    pub debit: i64,
    /// What goes out.
    pub credit: i64,
    /// When.
    pub at: Timestamp,
}
