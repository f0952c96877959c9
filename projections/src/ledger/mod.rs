//! The ledger: every Star that Telegram took for us, and what became of it, in double entry. Entries are only ever added.

mod entry;
mod projector;
mod query;

pub use entry::{EntryId, LedgerAccount, LedgerEntry};
pub use projector::Ledger;
pub use query::{
    Balance, BookedCharge, GivenTip, ReceivedTip, balances, booked_charges, given_by, owed,
    owed_to, received_by, tips_beginning_with, unbalanced,
};
