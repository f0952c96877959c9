//! Errors as problem+json (RFC 9457) with a stable code.

use std::borrow::Cow;
use std::time::Duration;

use app::AppError;
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::Unread;
pub use crate::codes::Code;

/// The media type of every error.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error as an API caller sees it. Nothing in it repeats what the caller sent but the path.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says more.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: &'static str,
    /// The status in words.
    #[schema(value_type = String)]
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What went wrong, for programs.
    code: Code,
    /// What went wrong, for people.
    #[schema(value_type = String)]
    detail: Cow<'static, str>,
    /// The path it happened at.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// When it may be tried again.
    #[serde(skip)]
    retry_after: Option<Duration>,
}

impl Problem {
    /// The problem of a code.
    pub fn new(code: Code) -> Self {
        Self {
            kind: "about:blank",
            title: code.title(),
            status: code.status().as_u16(),
            code,
            detail: Cow::Borrowed(code.detail()),
            instance: None,
            retry_after: None,
        }
    }

    /// What went wrong, for programs.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Says at which path it happened.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        self.instance = Some(path.to_owned());
        self
    }

    /// Says more exactly which rule was broken. Never with a word of the caller's in it.
    #[must_use]
    pub fn because(mut self, rule: impl std::fmt::Display) -> Self {
        self.detail = Cow::Owned(format!("{} ({rule})", self.detail.trim_end_matches('.')));
        self
    }

    /// Says when it may be tried again.
    #[must_use]
    pub const fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }
}

/// When a queue that was full has room again.
pub(crate) const CROWDED_FOR: Duration = Duration::from_secs(5);

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        Self::new(match unread {
            Unread::TooLarge => Code::BodyTooLarge,
            Unread::TooSlow => Code::BodyTooSlow,
        })
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        if let AppError::Crowded = error {
            return Self::new(Code::Crowded).retry_after(CROWDED_FOR);
        }
        tracing::warn!(%error, "a call could not be answered");
        Self::new(Code::Unavailable)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.code.status(), Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(after) = self.retry_after {
            // Whole seconds, and not too early.
            let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        // For whoever knows the path and has to say where it happened.
        response.extensions_mut().insert(self);
        response
    }
}
