//! `POST /api/v1/chat/end`: ends the talk for both.

use app::actions;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Nothing;
use crate::signed::{Caller, JsonBody};
use crate::state::Members;
use crate::{Code, Problem};

/// A talk that is over.
#[derive(Serialize, ToSchema)]
pub(super) struct Ended {
    /// Which.
    match_id: Uuid,
}

/// Ends the member's talk for both at once.
#[utoipa::path(
    post,
    path = "/api/v1/chat/end",
    operation_id = "end",
    tag = "chat",
    request_body = Nothing,
    responses(
        (status = 200, description = "It is over", body = Ended),
        (status = 409, description = "`no_active_chat`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(Nothing {}): JsonBody<Nothing>,
) -> Result<Json<Ended>, Problem> {
    let ended = actions::end_open_talk(&members.dispatcher, &members.inbox, call).await?;
    let match_id = ended.ok_or_else(|| Problem::new(Code::NoActiveChat))?;
    Ok(Json(Ended {
        match_id: match_id.0,
    }))
}
