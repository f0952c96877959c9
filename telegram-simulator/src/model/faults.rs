//! Faults on request.

use serde::{Deserialize, Serialize};

/// A fault to inject.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFault {
    /// Only this method, any otherwise.
    #[serde(default)]
    pub method: Option<String>,
    /// Only this chat, any otherwise.
    #[serde(default)]
    pub chat_id: Option<i64>,
    /// Only this bot, any otherwise.
    #[serde(default)]
    pub bot_id: Option<i64>,
    /// Matching requests that pass before it begins.
    #[serde(default)]
    pub skip: u32,
    /// How many requests it hits, 1 otherwise.
    #[serde(default = "super::once")]
    pub count: u32,
    /// What happens.
    pub effect: FaultEffect,
}

/// What a fault does to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FaultEffect {
    /// 429 with `retry_after` in seconds.
    TooManyRequests {
        /// Seconds.
        retry_after: u32,
    },
    /// 403, "Forbidden: bot was blocked by the user" if no words are given.
    Forbidden {
        /// Telegram's words.
        #[serde(default)]
        description: Option<String>,
    },
    /// 400 with these words.
    BadRequest {
        /// Telegram's words.
        description: String,
    },
    /// A 5xx.
    ServerError {
        /// 500–599.
        code: u16,
    },
    /// Answers after so many milliseconds of real time.
    Slow {
        /// Milliseconds.
        delay_ms: u64,
    },
    /// Does nothing and never answers.
    Hang,
    /// Does what was asked, then closes the connection without an answer.
    LostAnswer,
}

/// A fault that is in force.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FaultView {
    /// To take it back.
    pub id: u64,
    /// How many requests it still hits.
    pub remaining: u32,
    /// As it was injected.
    #[serde(flatten)]
    pub fault: NewFault,
}
