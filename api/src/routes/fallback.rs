//! What no endpoint answers.

use axum::http::Uri;

use crate::{Code, Problem};

pub(super) async fn not_found(uri: Uri) -> Problem {
    Problem::new(Code::NotFound).at(uri.path())
}

pub(super) async fn method_not_allowed(uri: Uri) -> Problem {
    Problem::new(Code::MethodNotAllowed).at(uri.path())
}
