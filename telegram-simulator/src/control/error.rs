//! What the control API says when something cannot be done.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::state::NotPossible;

/// A status and `{"error": "…"}`.
#[derive(Debug)]
pub(super) struct ControlError(StatusCode, String);

impl ControlError {
    pub(super) fn not_found(what: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("no such {what}"))
    }

    pub(super) fn conflict(why: &str) -> Self {
        Self(StatusCode::CONFLICT, why.to_owned())
    }

    pub(super) fn invalid(why: &str) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, why.to_owned())
    }

    pub(super) fn timeout(why: &str) -> Self {
        Self(StatusCode::REQUEST_TIMEOUT, why.to_owned())
    }
}

impl From<NotPossible> for ControlError {
    fn from(why: NotPossible) -> Self {
        let status = match why {
            NotPossible::NoMessage | NotPossible::NoInvoice => StatusCode::NOT_FOUND,
            NotPossible::Deleted
            | NotPossible::Blocked
            | NotPossible::NotMember
            | NotPossible::NotOwn
            | NotPossible::NotEditable
            | NotPossible::Protected
            | NotPossible::AlreadyPaid
            | NotPossible::NotPaid
            | NotPossible::PaymentOver
            | NotPossible::NoButton => StatusCode::CONFLICT,
            NotPossible::Empty
            | NotPossible::TooLong
            | NotPossible::Text(_)
            | NotPossible::Album
            | NotPossible::NoCaption
            | NotPossible::Quote
            | NotPossible::Reaction
            | NotPossible::Media => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self(status, why.to_string())
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

/// A JSON body; an empty one is `{}`, whatever its content type.
pub(super) struct Payload<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Payload<T> {
    type Rejection = ControlError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ControlError> {
        let body = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|rejection| ControlError::invalid(&rejection.body_text()))?;
        let body: &[u8] = if body.is_empty() { b"{}" } else { &body };
        serde_json::from_slice(body)
            .map(Self)
            .map_err(|error| ControlError::invalid(&error.to_string()))
    }
}
