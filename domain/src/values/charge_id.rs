//! Telegram's name for one payment.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `telegram_payment_charge_id`: opaque, unique for each payment, and what a refund is asked for by. Says nothing about who paid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChargeId(String);

/// Not something that Telegram could have named a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a charge id is 1 to 255 visible ASCII characters")]
pub struct NotAChargeId;

impl ChargeId {
    /// The longest charge id taken; Telegram's are around a hundred.
    pub const MAX_BYTES: usize = 255;

    /// As Telegram spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ChargeId {
    type Err = NotAChargeId;

    fn from_str(text: &str) -> Result<Self, NotAChargeId> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for ChargeId {
    type Error = NotAChargeId;

    fn try_from(text: String) -> Result<Self, NotAChargeId> {
        let fits = (1..=Self::MAX_BYTES).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text))
        } else {
            Err(NotAChargeId)
        }
    }
}

impl From<ChargeId> for String {
    fn from(charge: ChargeId) -> Self {
        charge.0
    }
}

impl fmt::Display for ChargeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
