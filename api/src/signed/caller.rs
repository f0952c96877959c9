//! For whom a call is made.

use app::actions::MemberCall;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::{Code, Problem};

/// The member a call was signed for. A handler that is mounted without the check of signatures gets none.
#[derive(Clone, Copy)]
pub(crate) struct Caller(pub(crate) MemberCall);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Self>().copied();
        caller.ok_or_else(|| Problem::new(Code::SignatureMissing))
    }
}
