//! What browsers are told about every answer.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::console;
use crate::routes::{CALLS, PAGE_OF_DOCUMENT};

/// The console: scripts, styles and calls of our own address and nothing else: no inline script, no frame, no form to anywhere else.
const OF_CONSOLE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The page that shows the document has pictures and styles in its scripts; scripts come from files all the same.
const OF_DOCUMENT: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/// What is no page needs nothing.
const OF_DATA: &str = "default-src 'none'; frame-ancestors 'none'";
const ONE_YEAR: &str = "max-age=31536000; includeSubDomains";
/// For whoever opens a call in a browser: a file, and never a page (OWASP ASVS 4.0.3, 14.4.2).
const AS_FILE: &str = "attachment; filename=\"api.json\"";

const ALWAYS: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=()",
    ),
];

/// Whether browsers reach us over https.
#[derive(Clone, Copy)]
pub(super) struct OverHttps(pub(super) bool);

pub(super) async fn secure(
    State(over_https): State<OverHttps>,
    request: Request,
    next: Next,
) -> Response {
    let (policy, is_call) = {
        let path = request.uri().path();
        (policy_of(path), is_below(path, CALLS))
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let own = [(header::CONTENT_SECURITY_POLICY, policy)];
    let as_file = is_call.then_some((header::CONTENT_DISPOSITION, AS_FILE));
    for (name, value) in ALWAYS.into_iter().chain(own).chain(as_file) {
        // Assets say themselves how long they are kept.
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if over_https.0 {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(ONE_YEAR),
        );
    }
    response
}

fn policy_of(path: &str) -> &'static str {
    if is_below(path, console::HOME) {
        OF_CONSOLE
    } else if is_below(path, PAGE_OF_DOCUMENT) {
        OF_DOCUMENT
    } else {
        OF_DATA
    }
}

fn is_below(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::edge::guarded;

    async fn headers(path: &str, over_https: bool) -> axum::http::HeaderMap {
        let router = Router::new().route("/console", get(|| async {}));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = guarded(router, over_https).oneshot(request).await.unwrap();
        answer.headers().clone()
    }

    #[tokio::test]
    async fn browsers_are_told_to_come_back_over_https_where_they_came_over_it() {
        for path in ["/console", "/api/v1/me", "/nowhere"] {
            let told = headers(path, true).await;
            assert_eq!(told["strict-transport-security"], ONE_YEAR, "{path}");
            let told = headers(path, false).await;
            assert!(!told.contains_key("strict-transport-security"), "{path}");
        }
    }

    #[tokio::test]
    async fn only_pages_may_have_scripts() {
        for (path, policy) in [
            ("/console", OF_CONSOLE),
            ("/console/cases/1", OF_CONSOLE),
            ("/docs", OF_DOCUMENT),
            ("/docs/index.css", OF_DOCUMENT),
            ("/consoles", OF_DATA),
            ("/api/v1/admin/cases", OF_DATA),
            ("/telegram/webhook/1", OF_DATA),
            ("/", OF_DATA),
        ] {
            assert_eq!(
                headers(path, false).await["content-security-policy"],
                policy
            );
        }
    }
}
