//! Tip: one invoice, from the question to the payment and, perhaps, back; or one payment that belongs to no invoice.

pub mod aggregate;
pub mod command;
mod decide;
pub mod error;
pub mod event;
mod stream;
pub mod terms;

pub use aggregate::{Invoice, Payment, Tip, TipState};
pub use command::TipCommand;
pub use error::TipError;
pub use event::{Credited, InvoiceVia, RefundCause, RefusalReason, TipEvent, UnmatchedReason};
pub use terms::{Bar, BarChange, TipOffer, TipTerms, bars};
