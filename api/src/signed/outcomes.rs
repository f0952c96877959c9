//! What calls with an `Idempotency-Key` led to: a repetition gets the same answer and does nothing (architecture.md, "Idempotency").

use app::AppError;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::values::MemberId;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use crate::problem::PROBLEM_JSON;

/// Says that an answer is that of an earlier call.
const REPLAYED_HEADER: HeaderName = HeaderName::from_static("idempotency-replayed");
/// A call takes less; one whose process died may be made again after this.
const LEASE_S: f64 = 60.0;
/// Answers are kept for so long.
const KEPT_HOURS: i32 = 48;
/// A claim that was given back between two questions is asked for again.
const MAX_TRIES: u32 = 3;

/// The key is a row of a member, and the lease follows the clock of the database, as those of the inbox do.
const CLAIM: &str = "
    insert into call_outcomes as o (member_id, key_digest, request_digest, claimed_by, lease_until)
    values ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5))
    on conflict (member_id, key_digest) do update
    set claimed_by = excluded.claimed_by, lease_until = excluded.lease_until
    where o.status is null and o.lease_until < clock_timestamp() and o.request_digest = excluded.request_digest";

/// A call as far as its key goes. Holds digests only.
#[derive(Clone, Copy)]
pub(super) struct KeyedCall {
    member: MemberId,
    key_digest: [u8; 32],
    request_digest: [u8; 32],
}

impl KeyedCall {
    /// The digest of the request is keyed with the key itself: who reads the table cannot try short messages against it.
    pub(super) fn of(member: MemberId, key: &str, target: &str, body: &[u8]) -> Self {
        let digest = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map(|mut mac| {
            mac.update(target.as_bytes());
            mac.update(b"\n");
            mac.update(body);
            mac.finalize().into_bytes().into()
        });
        Self {
            member,
            key_digest: Sha256::digest(key).into(),
            // HMAC takes keys of any length.
            request_digest: digest.unwrap_or_default(),
        }
    }
}

/// An answer that was given.
pub(super) struct Outcome {
    pub(super) status: StatusCode,
    /// JSON without a word of a member's.
    pub(super) body: String,
}

impl Outcome {
    /// The same answer again.
    pub(super) fn again(self) -> Response {
        let media_type = if self.status.is_success() {
            "application/json"
        } else {
            PROBLEM_JSON
        };
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(REPLAYED_HEADER, HeaderValue::from_static("true"));
        response
    }
}

/// The answer to a claim.
pub(super) enum Claim {
    /// Ours to do, under this id.
    Ours(Uuid),
    /// Done before.
    Done(Outcome),
    /// Another call with this key is under way.
    UnderWay,
    /// The key belongs to another request.
    Reused,
}

/// Claims a key for a call.
pub(super) async fn claim(
    pool: &PgPool,
    call: &KeyedCall,
    claim_id: Uuid,
) -> Result<Claim, AppError> {
    for _ in 0..MAX_TRIES {
        let claimed = sqlx::query(CLAIM)
            .bind(call.member.0)
            .bind(call.key_digest)
            .bind(call.request_digest)
            .bind(claim_id)
            .bind(LEASE_S)
            .execute(pool)
            .await?;
        if claimed.rows_affected() > 0 {
            return Ok(Claim::Ours(claim_id));
        }
        let row: Option<(Vec<u8>, Option<i16>, Option<String>)> = sqlx::query_as(
            "select request_digest, status, body from call_outcomes where member_id = $1 and key_digest = $2",
        )
        .bind(call.member.0)
        .bind(call.key_digest)
        .fetch_optional(pool)
        .await?;
        match row {
            Some((digest, ..)) if digest != call.request_digest => return Ok(Claim::Reused),
            Some((_, Some(status), body)) => return Ok(Claim::Done(read(status, body))),
            Some(_) => return Ok(Claim::UnderWay),
            // Given back or swept just now.
            None => {}
        }
    }
    Ok(Claim::UnderWay)
}

fn read(status: i16, body: Option<String>) -> Outcome {
    let status = u16::try_from(status).ok();
    Outcome {
        status: status
            .and_then(|status| StatusCode::from_u16(status).ok())
            .unwrap_or(StatusCode::OK),
        body: body.unwrap_or_default(),
    }
}

/// Writes down what a claimed call led to. A call that took the key over meanwhile is not disturbed.
pub(super) async fn finish(
    pool: &PgPool,
    call: &KeyedCall,
    claim_id: Uuid,
    outcome: &Outcome,
) -> Result<(), AppError> {
    sqlx::query(
        "update call_outcomes set status = $4, body = $5
         where member_id = $1 and key_digest = $2 and claimed_by = $3 and status is null",
    )
    .bind(call.member.0)
    .bind(call.key_digest)
    .bind(claim_id)
    .bind(i16::try_from(outcome.status.as_u16()).ok())
    .bind(&outcome.body)
    .execute(pool)
    .await?;
    Ok(())
}

/// Gives a claim back: the answer only says to come again.
pub(super) async fn release(
    pool: &PgPool,
    call: &KeyedCall,
    claim_id: Uuid,
) -> Result<(), AppError> {
    sqlx::query(
        "delete from call_outcomes
         where member_id = $1 and key_digest = $2 and claimed_by = $3 and status is null",
    )
    .bind(call.member.0)
    .bind(call.key_digest)
    .bind(claim_id)
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets answers that nobody asks for again; says how many.
pub(super) async fn sweep(pool: &PgPool) -> Result<u64, AppError> {
    let swept = sqlx::query(
        "delete from call_outcomes where claimed_at < clock_timestamp() - make_interval(hours => $1)",
    )
    .bind(KEPT_HOURS)
    .execute(pool)
    .await?;
    Ok(swept.rows_affected())
}
