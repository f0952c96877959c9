//! From an HTTP request to a method and back: token, faults, record.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::call::{Call, Reply};
use super::error::ApiError;
use super::methods::{self, DOWNLOAD_MAX_BYTES, Method};
use super::params::Params;
use super::request::Incoming;
use super::schema;
use crate::files::FileNumber;
use crate::model::{FaultEffect, RequestRecord};
use crate::state::{Bot, World, parse_token};

/// Everything that no other route serves.
pub(crate) async fn serve(State(world): State<Arc<World>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if let Some((token, method)) = path
        .strip_prefix("/bot")
        .and_then(|rest| rest.split_once('/'))
    {
        return call(world, token, method, request).await;
    }
    if let Some((token, file)) = path
        .strip_prefix("/file/bot")
        .and_then(|rest| rest.split_once('/'))
    {
        return download(&world, token, file);
    }
    error_response(&ApiError::not_found())
}

async fn call(world: Arc<World>, token: &str, name: &str, request: Request) -> Response {
    let token = token.replace("%3A", ":").replace("%3a", ":");
    let Some(bot) = world.bot_of_token(&token, None) else {
        return error_response(&if parse_token(&token).is_some() {
            ApiError::unauthorized()
        } else {
            ApiError::not_found()
        });
    };
    let Some(method) = methods::find(name) else {
        return error_response(&ApiError::not_found());
    };
    let incoming = match Incoming::read(request).await {
        Ok(incoming) => incoming,
        Err(error) => return error_response(&error),
    };
    let started = Started::new(&world, &bot, method, &incoming);
    let fault = world.faults.hit(bot.id, method.name, started.chat_id);
    if fault == Some(FaultEffect::Hang) {
        // Recorded now: whoever asks gives up some time, and then this is dropped.
        started.record(&world, None, fault.as_ref());
        return std::future::pending().await;
    }
    let outcome = match before_effect(fault.as_ref()).await {
        Some(error) => Err(error),
        None => run(&world, &bot, method, incoming).await,
    };
    started.record(&world, outcome.as_ref().err(), fault.as_ref());
    if fault == Some(FaultEffect::LostAnswer) {
        return lost_answer();
    }
    match outcome {
        Ok(reply) => ok_response(reply),
        Err(error) => error_response(&error),
    }
}

async fn run(
    world: &Arc<World>,
    bot: &Arc<Bot>,
    method: &'static Method,
    mut incoming: Incoming,
) -> Result<Reply, ApiError> {
    incoming.bind_files(method.signature.iter().map(|field| field.name));
    schema::check(&method.signature, &mut incoming.params, incoming.from_form)?;
    let call = Call {
        world: Arc::clone(world),
        bot: Arc::clone(bot),
        params: Params(incoming.params),
        files: incoming.files,
    };
    method.run(call).await
}

/// What a fault does before the method's effect: wait, or answer in its place.
async fn before_effect(fault: Option<&FaultEffect>) -> Option<ApiError> {
    match fault? {
        FaultEffect::TooManyRequests { retry_after } => {
            Some(ApiError::too_many_requests(*retry_after))
        }
        FaultEffect::Forbidden { description } => Some(match description {
            Some(words) => ApiError::new(403, words),
            None => ApiError::forbidden("bot was blocked by the user"),
        }),
        FaultEffect::BadRequest { description } => Some(ApiError::new(400, description)),
        FaultEffect::ServerError { code } => {
            let status = StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let words = status.canonical_reason().unwrap_or("Internal Server Error");
            Some(ApiError::new(status.as_u16(), words))
        }
        FaultEffect::Slow { delay_ms } => {
            tokio::time::sleep(Duration::from_millis(*delay_ms)).await;
            None
        }
        FaultEffect::Hang | FaultEffect::LostAnswer => None,
    }
}

/// What is noted of a request before it runs, because running consumes it.
struct Started {
    at_us: i64,
    since: Instant,
    bot_id: i64,
    method: &'static str,
    chat_id: Option<i64>,
    params: Value,
}

impl Started {
    fn new(world: &World, bot: &Bot, method: &Method, incoming: &Incoming) -> Self {
        let chat = incoming.params.get("chat_id");
        let mut params = Value::Null;
        if world.recorder.is_enabled() {
            params = Value::Object(incoming.params.clone());
            for (name, file) in &incoming.files {
                params[name] = json!(file.file_name);
            }
        }
        Self {
            at_us: world.clock.now_us(),
            since: Instant::now(),
            bot_id: bot.id,
            method: method.name,
            chat_id: chat.and_then(|chat| chat.as_i64().or_else(|| chat.as_str()?.parse().ok())),
            params,
        }
    }

    fn record(self, world: &World, error: Option<&ApiError>, fault: Option<&FaultEffect>) {
        if !world.recorder.is_enabled() {
            return;
        }
        let fault = fault
            .and_then(|fault| serde_json::to_value(fault).ok())
            .and_then(|fault| fault.get("kind")?.as_str().map(str::to_owned));
        world.recorder.add(RequestRecord {
            seq: 0,
            at_us: self.at_us,
            duration_us: u64::try_from(self.since.elapsed().as_micros()).unwrap_or(u64::MAX),
            bot_id: self.bot_id,
            method: self.method.to_owned(),
            chat_id: self.chat_id,
            params: self.params,
            status: error.map_or(200, |error| error.code),
            description: error.map(|error| error.description.clone()),
            fault,
        });
    }
}

fn ok_response(reply: Reply) -> Response {
    let body = match reply {
        Reply::Result(result) => format!("{{\"ok\":true,\"result\":{result}}}"),
        Reply::Described(result, words) => {
            json!({ "ok": true, "result": result, "description": words }).to_string()
        }
        Reply::Raw(result) => format!("{{\"ok\":true,\"result\":{result}}}"),
    };
    json_response(StatusCode::OK, body)
}

fn error_response(error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json_response(status, error.to_json().to_string());
    if let Some(retry_after) = error.retry_after {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from(retry_after));
    }
    response
}

fn json_response(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// A body that breaks before its first byte: the server closes the connection without having answered.
fn lost_answer() -> Response {
    let broken = futures::stream::once(async {
        Err::<Bytes, std::io::Error>(std::io::ErrorKind::ConnectionAborted.into())
    });
    Response::new(Body::from_stream(broken))
}

fn download(world: &World, token: &str, path: &str) -> Response {
    let bot = world.bot_of_token(&token.replace("%3A", ":"), None);
    let file = bot.and_then(|bot| world.files.get(FileNumber::of_path(path)?, bot.id));
    match file {
        Some(file) if file.size_bytes() <= DOWNLOAD_MAX_BYTES => {
            let body = Body::from_stream(futures::stream::iter([Ok::<_, Infallible>(file.bytes)]));
            ([(CONTENT_TYPE, "application/octet-stream")], body).into_response()
        }
        _ => error_response(&ApiError::not_found()),
    }
}
