//! Which rule an account command broke.

/// Rejections of the account aggregate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// No share of this tip was ever owed.
    #[error("no share of this tip was credited")]
    NotCredited,
    /// Nothing is paid out by zero Stars.
    #[error("a payout is at least one Star")]
    NothingToPay,
    /// A payout beyond what is owed.
    #[error("only {payable} Stars are owed")]
    NotOwed {
        /// What is owed now; below zero when a tip went back after it had been paid out.
        payable: i64,
    },
}
