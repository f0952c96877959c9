//! Signed calls: another front end acts for a member (contract.md, "HTTP"). Every call is let in here, in this order: body limit,
//! signature, time, nonce, then the key that makes it happen once.

mod body;
mod caller;
mod nonces;
mod outcomes;
mod signature;

use std::time::Duration;

use app::AppError;
use app::actions::MemberCall;
use app::vault::Address;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::values::MemberId;
use sqlx::PgPool;
use uuid::Uuid;

pub(crate) use body::JsonBody;
pub(crate) use caller::Caller;
pub(crate) use signature::{NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, USER_HEADER};

use crate::state::Members;
use crate::{Code, Problem};
use outcomes::{Claim, KeyedCall, Outcome};
use signature::SignedCall;

/// Makes a call happen once.
pub(crate) const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const KEY_CHARACTERS: std::ops::RangeInclusive<usize> = 16..=128;
/// An answer is a status, a code, ids.
const ANSWER_LIMIT_BYTES: usize = 64 * 1024;
/// A call with the same key is under way for about this long.
const COME_BACK_AFTER: Duration = Duration::from_secs(1);
/// Namespace of ids derived from keys and nonces.
const CALLS: Uuid = Uuid::from_u128(0x3b0e_97a4_51c8_4d0a_8a6b_1c5e_f2d9_7704);

/// Lets a call in, or says why not.
pub(crate) async fn admit(
    State(members): State<Members>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    // In a task of its own: a caller that goes away does not leave a call half done, and a panic is an answer.
    let answer = match tokio::spawn(answer(members, request, next)).await {
        Ok(answer) => answer.unwrap_or_else(IntoResponse::into_response),
        Err(_) => Problem::new(Code::Unavailable).into_response(),
    };
    placed(answer, &path)
}

/// Says in a problem where it happened.
fn placed(mut answer: Response, path: &str) -> Response {
    match answer.extensions_mut().remove::<Problem>() {
        Some(problem) => problem.at(path).into_response(),
        None => answer,
    }
}

async fn answer(members: Members, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let body = crate::body::read(body).await?;
    let now = members.clock.now();
    let signed = signature::verify(&members.secrets, &parts, &body).map_err(Problem::new)?;
    if signed.is_late(now) {
        return Err(Problem::new(Code::SignatureLate));
    }
    if !nonces::spend(&members.pool, &signed).await? {
        return Err(Problem::new(Code::SignatureReplayed));
    }
    let key = key(&parts)?;
    let member = member(&members, &signed).await?;
    // A repetition is known by its key; a call without one cannot be repeated, since its nonce is spent.
    let name = match &key {
        Some(key) => format!("key:{member}:{key}"),
        None => format!("nonce:{}", signed.nonce),
    };
    let correlation = Uuid::new_v5(&CALLS, name.as_bytes());
    let keyed = key.map(|key| {
        let target = format!("{} {}", parts.method, parts.uri);
        KeyedCall::of(member, &key, &target, &body)
    });
    parts.extensions.insert(Caller(MemberCall {
        member,
        correlation,
        now,
    }));
    let work = Work {
        path: parts.uri.path().to_owned(),
        request: Request::from_parts(parts, Body::from(body)),
        next,
    };
    match keyed {
        Some(keyed) => once(&members, &keyed, work).await,
        None => Ok(work.done().await),
    }
}

/// The member a call is for, known from now on if they were not.
async fn member(members: &Members, signed: &SignedCall) -> Result<MemberId, AppError> {
    let fallback = Address {
        bot: members.home_bot,
        // The private chat with a person has the person's id (Bot API, `Chat`).
        chat_id: signed.telegram_user_id,
    };
    let vault = &members.vault;
    let member = vault.introduce(signed.telegram_user_id, fallback).await?;
    if members.eraser().make_way(member).await? {
        return vault.introduce(signed.telegram_user_id, fallback).await;
    }
    Ok(member)
}

/// The key of a call that changes something. Answers to questions are not kept: they hold what a member wrote.
fn key(parts: &Parts) -> Result<Option<String>, Problem> {
    if parts.method.is_safe() {
        return Ok(None);
    }
    read_key(&parts.headers).map_err(Problem::new)
}

fn read_key(headers: &HeaderMap) -> Result<Option<String>, Code> {
    let mut values = headers.get_all(KEY_HEADER).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let is_key = KEY_CHARACTERS.contains(&value.len())
        && value.as_bytes().iter().all(u8::is_ascii_graphic)
        && values.next().is_none();
    match value.to_str() {
        Ok(text) if is_key => Ok(Some(text.to_owned())),
        _ => Err(Code::IdempotencyKeyMalformed),
    }
}

/// A call that was let in.
struct Work {
    path: String,
    request: Request,
    next: Next,
}

impl Work {
    async fn done(self) -> Response {
        placed(self.next.run(self.request).await, &self.path)
    }
}

/// Does the work of a key once, and answers every repetition as the first time.
async fn once(members: &Members, call: &KeyedCall, work: Work) -> Result<Response, Problem> {
    let claim_id = match outcomes::claim(&members.pool, call, members.ids.uuid()).await? {
        Claim::Ours(claim_id) => claim_id,
        Claim::Done(outcome) => return Ok(outcome.again()),
        Claim::UnderWay => {
            let problem = Problem::new(Code::IdempotencyInProgress);
            return Err(problem.retry_after(COME_BACK_AFTER));
        }
        Claim::Reused => return Err(Problem::new(Code::IdempotencyKeyReused)),
    };
    let (parts, body) = work.done().await.into_parts();
    let body = to_bytes(body, ANSWER_LIMIT_BYTES).await.unwrap_or_default();
    let kept = keep(members, call, claim_id, parts.status, &body).await;
    if let Err(error) = kept {
        // It is done all the same; a repetition finds the commands done and comes to the same answer.
        tracing::warn!(%error, "the outcome of a call could not be kept");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

async fn keep(
    members: &Members,
    call: &KeyedCall,
    claim_id: Uuid,
    status: axum::http::StatusCode,
    body: &Bytes,
) -> Result<(), AppError> {
    // «Come again» is no outcome.
    if status.is_server_error() || status == axum::http::StatusCode::TOO_MANY_REQUESTS {
        return outcomes::release(&members.pool, call, claim_id).await;
    }
    let outcome = Outcome {
        status,
        body: String::from_utf8_lossy(body).into_owned(),
    };
    outcomes::finish(&members.pool, call, claim_id, &outcome).await
}

/// Forgets nonces and outcomes whose time is over; says how many.
pub async fn sweep(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, AppError> {
    Ok(nonces::sweep(pool, now).await? + outcomes::sweep(pool).await?)
}
