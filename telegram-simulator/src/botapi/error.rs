//! Errors in Telegram's words.

use serde_json::{Value, json};

/// An error answer of the Bot API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) retry_after: Option<u32>,
}

impl ApiError {
    pub(crate) fn new(code: u16, description: &str) -> Self {
        Self {
            code,
            description: description.to_owned(),
            retry_after: None,
        }
    }

    /// 400 with "Bad Request: " before the words.
    pub(crate) fn bad(words: &str) -> Self {
        Self::new(400, &format!("Bad Request: {words}"))
    }

    pub(crate) fn forbidden(words: &str) -> Self {
        Self::new(403, &format!("Forbidden: {words}"))
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    /// Also what Telegram says to unknown methods.
    pub(crate) fn not_found() -> Self {
        Self::new(404, "Not Found")
    }

    pub(crate) fn too_many_requests(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                429,
                &format!("Too Many Requests: retry after {retry_after}"),
            )
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut json = json!({
            "ok": false,
            "error_code": self.code,
            "description": self.description,
        });
        if let Some(retry_after) = self.retry_after {
            json["parameters"] = json!({ "retry_after": retry_after });
        }
        json
    }
}
