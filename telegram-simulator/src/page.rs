//! The page with phones, embedded.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::model::samples;
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
    file!("/page/css/media.css", "text/css", "css/media.css"),
    file!("/page/css/overlay.css", "text/css", "css/overlay.css"),
    file!("/page/css/pay.css", "text/css", "css/pay.css"),
    file!("/page/js/album.js", "text/javascript", "js/album.js"),
    file!("/page/js/api.js", "text/javascript", "js/api.js"),
    file!("/page/js/app.js", "text/javascript", "js/app.js"),
    file!("/page/js/attach.js", "text/javascript", "js/attach.js"),
    file!("/page/js/bubble.js", "text/javascript", "js/bubble.js"),
    file!("/page/js/card.js", "text/javascript", "js/card.js"),
    file!("/page/js/chooser.js", "text/javascript", "js/chooser.js"),
    file!("/page/js/composer.js", "text/javascript", "js/composer.js"),
    file!("/page/js/dom.js", "text/javascript", "js/dom.js"),
    file!("/page/js/format.js", "text/javascript", "js/format.js"),
    file!("/page/js/gestures.js", "text/javascript", "js/gestures.js"),
    file!("/page/js/kinds.js", "text/javascript", "js/kinds.js"),
    file!("/page/js/media.js", "text/javascript", "js/media.js"),
    file!("/page/js/overlay.js", "text/javascript", "js/overlay.js"),
    file!("/page/js/pay.js", "text/javascript", "js/pay.js"),
    file!("/page/js/phone.js", "text/javascript", "js/phone.js"),
    file!("/page/js/player.js", "text/javascript", "js/player.js"),
];

/// Files a person can send from the page without having any.
const SAMPLES: &[(&str, &str, &[u8])] = &[
    ("/page/samples/photo1.jpg", "image/jpeg", samples::PHOTO),
    ("/page/samples/photo2.jpg", "image/jpeg", samples::PHOTO_2),
    ("/page/samples/photo3.jpg", "image/jpeg", samples::PHOTO_3),
    ("/page/samples/video.mp4", "video/mp4", samples::VIDEO),
    ("/page/samples/voice.ogg", "audio/ogg", samples::VOICE),
    ("/page/samples/sticker.webp", "image/webp", samples::STICKER),
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
    for (path, content_type, bytes) in SAMPLES {
        let headers = [(CONTENT_TYPE, *content_type), (CACHE_CONTROL, "no-cache")];
        router = router.route(
            path,
            get(move || std::future::ready((headers, *bytes).into_response())),
        );
    }
    router
}
