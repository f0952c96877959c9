//! `DELETE /api/v1/me`: erases the member.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Problem;
use crate::signed::Caller;
use crate::state::Members;

/// The ordinal of the erasure among the commands of its call.
const ERASE: u32 = 1;

/// Nothing of the member can be read any more.
#[derive(Serialize, ToSchema)]
pub(super) struct Erased {
    status: ErasedStatus,
}

/// There is one outcome, also for who was never here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ErasedStatus {
    Erased,
}

/// Ends talks and searches, destroys the member's key, and leaves statistics (product.md, "Privacy"). Whoever calls asks the member
/// first: it cannot be taken back.
#[utoipa::path(
    delete,
    path = "/api/v1/me",
    operation_id = "erase_me",
    tag = "me",
    responses((status = 200, description = "Erased", body = Erased))
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
) -> Result<Json<Erased>, Problem> {
    let eraser = members.eraser();
    eraser.erase(call.member, &call.command(ERASE)).await?;
    Ok(Json(Erased {
        status: ErasedStatus::Erased,
    }))
}
