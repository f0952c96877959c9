//! `POST /api/v1/reports/block`: blocks the peer of a match.

use app::actions;
use axum::Json;
use axum::extract::State;
use domain::values::MatchId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::refuse_banned;
use crate::signed::{Caller, JsonBody};
use crate::state::Members;
use crate::{Code, Problem};

/// Whom to block.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Block {
    /// The peer of this proposal or talk, open or over.
    match_id: Uuid,
}

/// The block stands.
#[derive(Serialize, ToSchema)]
pub(super) struct Blocked {
    status: BlockedStatus,
}

/// The only outcome.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BlockedStatus {
    /// The two are never proposed to each other while it stands, and what they are in ends.
    Blocked,
}

/// Blocks the peer: what the two are in ends at once, and they are never proposed to each other again. Repeated it changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/reports/block",
    operation_id = "block",
    tag = "safety",
    request_body = Block,
    responses(
        (status = 200, description = "The block stands", body = Blocked),
        (status = 409, description = "`suspended`: a banned member", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "`unknown_match`: none of this member", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(block): JsonBody<Block>,
) -> Result<Json<Blocked>, Problem> {
    refuse_banned(&members.dispatcher.load(call.member).await?)?;
    let match_id = MatchId(block.match_id);
    let blocked = actions::block_peer(&members.dispatcher, call, match_id).await?;
    blocked.map_err(|_| Problem::new(Code::UnknownMatch))?;
    let status = BlockedStatus::Blocked;
    Ok(Json(Blocked { status }))
}
