//! The page with phones, embedded.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::state::World;

/// A file under `page/`.
macro_rules! file {
    ($path:literal, $content_type:literal, $name:literal) => {
        (
            $path,
            concat!($content_type, "; charset=utf-8"),
            include_str!(concat!("../page/", $name)),
        )
    };
}

/// Path, type and text of each file of the page.
const FILES: &[(&str, &str, &str)] = &[
    file!("/", "text/html", "index.html"),
    file!("/page/css/base.css", "text/css", "css/base.css"),
    file!("/page/css/phone.css", "text/css", "css/phone.css"),
    file!("/page/css/bubble.css", "text/css", "css/bubble.css"),
    file!("/page/css/overlay.css", "text/css", "css/overlay.css"),
    file!("/page/js/api.js", "text/javascript", "js/api.js"),
    file!("/page/js/app.js", "text/javascript", "js/app.js"),
    file!("/page/js/bubble.js", "text/javascript", "js/bubble.js"),
    file!("/page/js/chooser.js", "text/javascript", "js/chooser.js"),
    file!("/page/js/composer.js", "text/javascript", "js/composer.js"),
    file!("/page/js/dom.js", "text/javascript", "js/dom.js"),
    file!("/page/js/format.js", "text/javascript", "js/format.js"),
    file!("/page/js/overlay.js", "text/javascript", "js/overlay.js"),
    file!("/page/js/phone.js", "text/javascript", "js/phone.js"),
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
