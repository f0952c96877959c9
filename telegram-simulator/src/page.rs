//! The page with phones, embedded.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::state::World;

/// Path, type and text of each file of the page.
const FILES: &[(&str, &str, &str)] = &[
    (
        "/",
        "text/html; charset=utf-8",
        include_str!("../page/index.html"),
    ),
    (
        "/page/app.css",
        "text/css; charset=utf-8",
        include_str!("../page/app.css"),
    ),
    (
        "/page/app.js",
        "text/javascript; charset=utf-8",
        include_str!("../page/app.js"),
    ),
];

pub(crate) fn router() -> Router<Arc<World>> {
    let mut router = Router::new();
    for (path, content_type, text) in FILES {
        let headers = [(CONTENT_TYPE, *content_type), (CACHE_CONTROL, "no-cache")];
        router = router.route(
            path,
            get(move || std::future::ready((headers, *text).into_response())),
        );
    }
    router
}
