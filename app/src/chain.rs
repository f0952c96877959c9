//! Whether the log is what it was: its chain walked for whoever asks.

use event_store::verify::{Verification, Verified, verify};
use sqlx::PgPool;

use crate::AppError;

/// What walking the chain came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// Up to which position the log is as it was written.
    pub position: i64,
    /// The hash there, in hexadecimal.
    pub hash: String,
    /// The first position that is not, and what is wrong with it.
    pub broken: Option<(i64, String)>,
}

/// The end of the log: position and hash.
pub async fn head(pool: &PgPool) -> Result<(i64, String), AppError> {
    let head = event_store::read::head(pool).await?;
    Ok((head.position, hex::encode(head.hash)))
}

/// Walks the whole chain.
pub async fn walk(pool: &PgPool) -> Result<Walked, AppError> {
    let walked = |verified: Verified, broken| Walked {
        position: verified.position,
        hash: hex::encode(verified.hash),
        broken,
    };
    Ok(
        match verify(pool, Verified::START, None, |_, _| ()).await? {
            Verification::Intact(verified) => walked(verified, None),
            Verification::Broken {
                position,
                breakage,
                verified,
            } => walked(verified, Some((position, breakage.to_string()))),
        },
    )
}
