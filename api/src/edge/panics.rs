//! A mistake of ours is an answer and not a connection that breaks off.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;

use crate::console;
use crate::{Code, Problem};

/// The place is logged by the hook (`app::telemetry`); the message, which may quote a member, goes nowhere.
pub(super) async fn answered(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // What a handler left half done is in its transaction, which is gone with it.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(answer) => answer,
        Err(_) if path.starts_with(console::HOME) => console::broken(),
        Err(_) => Problem::new(Code::Broken).at(&path).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::edge::guarded;

    const SAID: &str = "marker-4711";

    async fn breaks() -> &'static str {
        panic!("a member said {SAID}")
    }

    async fn asked(path: &str) -> (u16, String, String) {
        let router = Router::new()
            .route("/api/v1/breaks", get(breaks))
            .route("/console/breaks", get(breaks));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = guarded(router, false).oneshot(request).await.unwrap();
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, kind, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_to_programs_and_a_page_to_people_and_says_nothing() {
        let (status, kind, text) = asked("/api/v1/breaks").await;
        assert_eq!((status, kind.as_str()), (500, "application/problem+json"));
        assert!(
            text.contains("\"code\":\"broken\"") && !text.contains(SAID),
            "{text}"
        );

        let (status, kind, text) = asked("/console/breaks").await;
        assert_eq!((status, kind.as_str()), (500, "text/html; charset=utf-8"));
        assert!(
            text.contains("role=\"alert\"") && !text.contains(SAID),
            "{text}"
        );
    }
}
