//! Which rule a tip command broke.

/// Rejections of the tip aggregate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TipError {
    /// There is no such tip.
    #[error("there is no such tip")]
    NotInvoiced,
    /// The id belongs to another tip.
    #[error("the id belongs to another tip")]
    AlreadyInvoiced,
    /// Nobody tips themselves.
    #[error("nobody tips themselves")]
    OwnTip,
    /// The tip was paid by another charge.
    #[error("the tip was paid by another charge")]
    AlreadyPaid,
    /// Another amount than the invoice's.
    #[error("the payment is not what the invoice says")]
    AmountMismatch,
    /// Somebody else's invoice.
    #[error("the payer is not whom the invoice was for")]
    WrongPayer,
    /// The charge is recorded elsewhere.
    #[error("the charge belongs to another tip")]
    ChargeRecorded,
    /// There is nothing to give back.
    #[error("nothing was paid")]
    NotPaid,
}
