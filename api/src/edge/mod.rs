//! What holds for every answer of a process, whoever gives it: what browsers are told, and that a panic is an answer, too.

mod headers;
mod panics;
mod refusals;

use axum::{Router, middleware};

use headers::OverHttps;
pub(crate) use refusals::{Reason, counted};

/// Puts it around all routes there are. `over_https`: whether browsers reach us so.
pub fn guarded(routes: Router, over_https: bool) -> Router {
    let headers = middleware::from_fn_with_state(OverHttps(over_https), headers::secure);
    // The headers last: an answer to a panic has them as well.
    routes
        .layer(middleware::from_fn(panics::answered))
        .layer(headers)
}
