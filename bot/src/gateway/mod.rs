//! The one door to Telegram: budgets, lanes, order within a chat, retries.

use app::outbox::Lane;
use app::vault::Address;
use chrono::{DateTime, Utc};
use teloxide::requests::Payload;

/// Why a request to Telegram did not succeed for good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// 403: the member blocked the bot or deleted the account; `MemberUnreachable` has been reported.
    #[error("the member cannot be reached")]
    Unreachable,
    /// 400 and the like: Telegram will never accept this request.
    #[error("telegram refused the request ({code})")]
    Refused {
        /// HTTP-like error code.
        code: i32,
        /// Telegram's description when it is one of the known harmless constants («message is not modified», …), else empty.
        description: String,
    },
    /// Not accepted before the deadline, whatever the reason.
    #[error("telegram did not accept the request in time")]
    TimedOut,
}

/// Sends everything that leaves for Telegram; cheap to clone.
#[derive(Clone, Debug)]
pub struct Gateway {}

impl Gateway {
    /// Sends one request in its chat's order and lane, retrying 429/5xx/time-outs until the deadline, and returns Telegram's `result`.
    pub async fn send<P>(
        &self,
        to: Address,
        lane: Lane,
        payload: P,
        deadline: DateTime<Utc>,
    ) -> Result<serde_json::Value, GatewayError>
    where
        P: Payload + serde::Serialize + Send + Sync,
    {
        let _ = (to, lane, payload, deadline);
        Err(GatewayError::TimedOut)
    }
}
