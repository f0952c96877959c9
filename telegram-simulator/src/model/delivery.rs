//! How updates reached a bot.

use serde::{Deserialize, Serialize};

/// Deliver the next update several times.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duplicates {
    /// How often each is delivered in all.
    pub times: u32,
    /// How many updates, 1 otherwise.
    #[serde(default = "super::once")]
    pub updates: u32,
    /// Copies come at once beside the original instead of after it (webhook only).
    #[serde(default)]
    pub concurrent: bool,
}

/// One attempt to deliver an update to a webhook, or its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// Counts all; ask with `after`.
    pub seq: u64,
    /// The update.
    pub update_id: i64,
    /// `message`, `callback_query` …
    pub kind: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// Unix µs of the simulator's clock when it ended.
    pub at_us: i64,
    /// The answer's HTTP status, if there was one.
    pub status: Option<u16>,
    /// `delivered`, `failed` or `expired`.
    pub outcome: DeliveryOutcome,
    /// Why it failed.
    pub error: Option<String>,
    /// When it is tried again, unix µs of the simulator's clock.
    pub retry_at_us: Option<i64>,
}

/// What came of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// A 2xx.
    Delivered,
    /// Anything else; it is tried again.
    Failed,
    /// Too old; it is dropped.
    Expired,
}
