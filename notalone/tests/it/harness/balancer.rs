//! Stands before several replicas and gives them requests in turn, as a load balancer does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use axum::response::{IntoResponse, Response};
use tokio_util::sync::{CancellationToken, DropGuard};

const LARGEST_BODY_BYTES: usize = 16 * 1024 * 1024;
/// Who is silent for so long is frozen, or as good as that.
const SILENCE: Duration = Duration::from_secs(2);

/// The balancer, until it is dropped.
pub(super) struct Balancer {
    pub(super) url: String,
    _stop: DropGuard,
}

struct Targets {
    urls: Vec<String>,
    next: AtomicUsize,
    http: reqwest::Client,
}

impl Balancer {
    pub(super) async fn start(urls: Vec<String>) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let targets = Arc::new(Targets {
            urls,
            next: AtomicUsize::new(0),
            http,
        });
        let router = Router::new().fallback(pass_on).with_state(targets);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        let serving = async move { axum::serve(listener, router).await };
        tokio::spawn(stop.clone().run_until_cancelled_owned(serving));
        Self {
            url,
            _stop: stop.drop_guard(),
        }
    }
}

/// To the next replica; to another one only if nobody listens there, since anything else may have been handled.
async fn pass_on(State(targets): State<Arc<Targets>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY_BYTES).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut headers = parts.headers;
    for own in [HOST, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(own);
    }
    // Everybody is asked first how they are: a frozen process takes requests and never answers them.
    let first = targets.next.fetch_add(1, Ordering::Relaxed);
    for offset in 0..targets.urls.len() {
        let url = &targets.urls[(first + offset) % targets.urls.len()];
        let health = targets.http.get(format!("{url}/health")).timeout(SILENCE);
        if health.send().await.is_err() {
            continue;
        }
        let request = targets
            .http
            .request(parts.method.clone(), format!("{url}{}", parts.uri))
            .headers(headers.clone())
            .body(body.clone());
        match request.send().await {
            Err(error) if error.is_connect() => {}
            Err(_) => break,
            Ok(answer) => {
                let status = answer.status();
                let headers = answer.headers().clone();
                let Ok(body) = answer.bytes().await else {
                    break;
                };
                return (status, headers, Body::from(body)).into_response();
            }
        }
    }
    StatusCode::BAD_GATEWAY.into_response()
}
