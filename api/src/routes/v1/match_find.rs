//! `POST /api/v1/match/find`: starts a search.

use app::actions::{self, FindRefused};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::member::NotReady;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Nothing;
use crate::signed::{Caller, JsonBody};
use crate::state::Members;
use crate::{Code, Problem};

/// A search that waits for somebody.
#[derive(Serialize, ToSchema)]
pub(super) struct Queued {
    status: QueuedStatus,
    /// The search.
    search_id: Uuid,
}

/// What becomes of a search at once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum QueuedStatus {
    /// It waits.
    Queued,
}

/// Starts a search. The proposal comes to the member's chat with the bot, and is in `GET /api/v1/me`.
#[utoipa::path(
    post,
    path = "/api/v1/match/find",
    operation_id = "find",
    tag = "match",
    request_body = Nothing,
    responses(
        (status = 202, description = "The search waits", body = Queued),
        (status = 409, description = "`profile_incomplete`, `already_searching`, `in_chat` or `suspended`", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "`too_many_requests`", body = Problem, content_type = "application/problem+json", headers(("Retry-After" = u64, description = "Seconds"))),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(Nothing {}): JsonBody<Nothing>,
) -> Result<(StatusCode, Json<Queued>), Problem> {
    let member = actions::arrive(&members.dispatcher, &members.vault, call, None).await?;
    let found = actions::find(
        &members.dispatcher,
        &members.coordination,
        &members.ids,
        members.find_quota,
        call,
        &member,
    );
    let search_id = found.await?.map_err(problem)?;
    let queued = Queued {
        status: QueuedStatus::Queued,
        search_id: search_id.0,
    };
    Ok((StatusCode::ACCEPTED, Json(queued)))
}

fn problem(refused: FindRefused) -> Problem {
    match refused {
        FindRefused::NotReady(NotReady::Restrained(_)) => Problem::new(Code::Suspended),
        FindRefused::NotReady(_) => Problem::new(Code::ProfileIncomplete),
        FindRefused::InProposal | FindRefused::AlreadySearching(_) => {
            Problem::new(Code::AlreadySearching)
        }
        FindRefused::InTalk => Problem::new(Code::InChat),
        FindRefused::TooOften { retry_after } => {
            Problem::new(Code::TooManyRequests).retry_after(retry_after)
        }
    }
}
