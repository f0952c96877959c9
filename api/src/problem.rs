//! Errors as problem+json (RFC 9457) with a stable code.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A stable name of what went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No such path.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The database does not answer.
    DatabaseUnavailable,
    /// Redis is configured and does not answer.
    RedisUnavailable,
    /// The database is not at this binary's version.
    NotMigrated,
    /// The process is about to stop.
    Draining,
}

impl Code {
    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::DatabaseUnavailable
            | Self::RedisUnavailable
            | Self::NotMigrated
            | Self::Draining => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::DatabaseUnavailable => "Database unavailable",
            Self::RedisUnavailable => "Redis unavailable",
            Self::NotMigrated => "Database not migrated",
            Self::Draining => "Shutting down",
        }
    }

    const fn detail(self) -> &'static str {
        match self {
            Self::NotFound => "There is nothing at this path.",
            Self::MethodNotAllowed => "This path does not answer this method.",
            Self::DatabaseUnavailable => "The database did not answer in time.",
            Self::RedisUnavailable => {
                "Redis did not answer in time; limits are kept by each process meanwhile."
            }
            Self::NotMigrated => "Run `notalone migrate`, then try again.",
            Self::Draining => "This process takes no new work; another one does.",
        }
    }
}

/// An error as an API caller sees it.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    code: Code,
    detail: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
}

impl Problem {
    /// The problem of a code.
    pub fn new(code: Code) -> Self {
        Self {
            kind: "about:blank",
            title: code.title(),
            status: code.status().as_u16(),
            code,
            detail: code.detail(),
            instance: None,
        }
    }

    /// Says at which path it happened.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        self.instance = Some(path.to_owned());
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.code.status(), Json(self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
