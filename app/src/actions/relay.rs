//! The way of a text to the peer, as front ends other than the bot see it: only the bot knows filters, gateway and order.

use std::time::Duration;

use async_trait::async_trait;
use domain::values::MemberId;

use super::OpenTalk;
use crate::AppError;

/// What became of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayedText {
    /// Telegram accepted it.
    Relayed {
        /// A name, link or mention was taken out of it: its sender should know.
        identity_hidden: bool,
    },
    /// The limit of messages a minute.
    TooOften {
        /// When the next one would be granted.
        retry_after: Duration,
    },
    /// Nothing was left of it after what names somebody was taken out.
    NothingLeft,
    /// Telegram did not accept it in time.
    NotDelivered,
    /// The peer blocked the bot or is gone: the talk ends.
    PeerUnreachable,
}

/// Carries a text to the peer of an open talk, under the same limit and through the same filter as a message typed in Telegram.
#[async_trait]
pub trait TextRelay: Send + Sync {
    /// Returns when Telegram accepted the text, or when it is known why not; within 20 s of the process's clock.
    async fn relay_text(
        &self,
        sender: MemberId,
        talk: OpenTalk,
        text: &str,
    ) -> Result<RelayedText, AppError>;
}
