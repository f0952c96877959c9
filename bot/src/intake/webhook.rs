//! `POST /telegram/webhook/{bot}`.

use std::sync::Arc;
use std::time::Duration;

use app::BotId;
use app::refusals::{self, Door, Why};
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Intake, Verdict};

/// The largest update: Telegram's own are a few KiB.
const LARGEST_BODY_BYTES: usize = 1024 * 1024;
/// How long the body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// Where Telegram repeats the secret (core.telegram.org/bots/api#setwebhook).
const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

/// What the routes need; cheap to clone.
#[derive(Clone)]
pub struct WebhookState {
    /// Where updates go.
    pub intake: Intake,
    /// The bots of the fleet.
    pub bots: Arc<[BotId]>,
    /// `TELEGRAM_WEBHOOK_SECRET`.
    pub secret: SecretString,
}

/// The webhook of each bot, and `/telegram/webhook` when there is one bot.
pub fn router(state: WebhookState) -> Router {
    refusals::count_from_zero(Door::Webhook);
    let mut router = Router::new().route("/telegram/webhook/{bot}", post(of_a_bot));
    if state.bots.len() == 1 {
        router = router.route("/telegram/webhook", post(of_the_only_bot));
    }
    router.with_state(state)
}

async fn of_a_bot(
    State(state): State<WebhookState>,
    Path(bot): Path<String>,
    request: Request,
) -> Response {
    let bot = bot
        .parse()
        .ok()
        .map(BotId)
        .filter(|bot| state.bots.contains(bot));
    receive(&state, bot, request).await
}

async fn of_the_only_bot(State(state): State<WebhookState>, request: Request) -> Response {
    receive(&state, state.bots.first().copied(), request).await
}

async fn receive(state: &WebhookState, bot: Option<BotId>, request: Request) -> Response {
    match verdict(state, bot, request).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(problem) => {
            if matches!(problem, Problem::SecretMissing | Problem::SecretWrong) {
                refusals::count(Door::Webhook, Why::Secret);
            }
            problem.into_response()
        }
    }
}

async fn verdict(
    state: &WebhookState,
    bot: Option<BotId>,
    request: Request,
) -> Result<(), Problem> {
    // The secret first: who does not know it learns not even which bots there are.
    check_secret(request.headers(), &state.secret)?;
    let bot = bot.ok_or(Problem::UnknownBot)?;
    let body = read(request.into_body()).await?;
    match state.intake.accept(bot, &body).await {
        Verdict::Done => Ok(()),
        Verdict::Busy => Err(Problem::Busy),
        Verdict::Outage => Err(Problem::Outage),
        Verdict::Failed => Err(Problem::Failed),
        Verdict::Malformed => Err(Problem::MalformedUpdate),
    }
}

fn check_secret(headers: &HeaderMap, secret: &SecretString) -> Result<(), Problem> {
    let given = headers.get(SECRET_HEADER).ok_or(Problem::SecretMissing)?;
    // Digests have one length, so that the time tells nothing about the secret's either.
    let (given, expected) = (
        Sha256::digest(given.as_bytes()),
        Sha256::digest(secret.expose_secret()),
    );
    if bool::from(given.ct_eq(&expected)) {
        Ok(())
    } else {
        Err(Problem::SecretWrong)
    }
}

async fn read(body: Body) -> Result<Bytes, Problem> {
    match tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, LARGEST_BODY_BYTES)).await {
        Ok(Ok(body)) => Ok(body),
        // Either too large or cut off; who is cut off does not read the answer.
        Ok(Err(_)) => Err(Problem::BodyTooLarge),
        Err(_) => Err(Problem::BodyTooSlow),
    }
}

/// Why a delivery is not acknowledged.
#[derive(Clone, Copy)]
enum Problem {
    SecretMissing,
    SecretWrong,
    UnknownBot,
    BodyTooLarge,
    BodyTooSlow,
    MalformedUpdate,
    Busy,
    Outage,
    Failed,
}

impl Problem {
    const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::SecretMissing => (
                StatusCode::UNAUTHORIZED,
                "secret_missing",
                "the secret token is missing",
            ),
            Self::SecretWrong => (
                StatusCode::FORBIDDEN,
                "secret_wrong",
                "the secret token is wrong",
            ),
            Self::UnknownBot => (
                StatusCode::NOT_FOUND,
                "unknown_bot",
                "no such bot is served here",
            ),
            Self::BodyTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "an update has at most 1 MiB",
            ),
            Self::BodyTooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "body_too_slow",
                "the body did not arrive in time",
            ),
            Self::MalformedUpdate => (
                StatusCode::BAD_REQUEST,
                "malformed_update",
                "the body is no update",
            ),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "the update is being handled, or there is no room",
            ),
            Self::Outage => (
                StatusCode::SERVICE_UNAVAILABLE,
                "outage",
                "something that is needed does not answer",
            ),
            Self::Failed => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "failed",
                "the update could not be handled this time",
            ),
        }
    }
}

impl IntoResponse for Problem {
    /// problem+json (RFC 9457).
    fn into_response(self) -> Response {
        let (status, code, detail) = self.parts();
        let body = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
            "code": code,
            "detail": detail,
        });
        let mut response = (
            status,
            [(CONTENT_TYPE, "application/problem+json")],
            Json(body),
        )
            .into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
