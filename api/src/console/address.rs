//! What an address says: axum's `Path` and `Query`, refused with a page of ours where they cannot be read.

use axum::extract::{FromRequestParts, Path as AnyPath, Query as AnyQuery};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::desk::Desk;
use super::refusal::Refusal;

/// The parts of a path.
pub(super) struct Path<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Desk> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let read = AnyPath::from_request_parts(parts, desk).await;
        read.map(|AnyPath(path)| Self(path))
            .map_err(|_| Refusal::NotFound)
    }
}

/// What follows the question mark.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Desk> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let read = AnyQuery::from_request_parts(parts, desk).await;
        read.map(|AnyQuery(query)| Self(query))
            .map_err(|_| Refusal::Unreadable)
    }
}
