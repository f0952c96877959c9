//! `POST /api/v1/match/confirm`: answers a proposal.

use app::actions;
use axum::Json;
use axum::extract::State;
use domain::matching::{Match, MatchCommand, MatchError, MatchState};
use domain::values::MatchId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::signed::{Caller, JsonBody};
use crate::state::Members;
use crate::{Code, Problem};

/// The ordinal of the answer among the commands of its call.
const ANSWER: u32 = 1;

/// An answer to a proposal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    /// The proposal.
    match_id: Uuid,
    action: Action,
}

/// What to answer.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Action {
    /// Yes.
    Accept,
    /// Not this time.
    Decline,
}

/// Where the proposal stands after the answer.
#[derive(Serialize, ToSchema)]
pub(super) struct Answered {
    status: AnsweredStatus,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AnsweredStatus {
    /// For the other one's answer.
    Waiting,
    /// The talk is open.
    Active,
    /// One of the two skipped or left.
    Declined,
    /// Its time ran out.
    Expired,
}

/// Accepts or declines a proposal. A late answer changes nothing and says what happened instead.
#[utoipa::path(
    post,
    path = "/api/v1/match/confirm",
    operation_id = "confirm",
    tag = "match",
    request_body = Answer,
    responses(
        (status = 200, description = "Where the proposal stands", body = Answered),
        (status = 404, description = "`unknown_match`: none of this member", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "`chat_ended`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(answer): JsonBody<Answer>,
) -> Result<Json<Answered>, Problem> {
    let (by, at) = (call.member, call.now);
    let match_id = MatchId(answer.match_id);
    let command = match answer.action {
        Action::Accept => MatchCommand::AcceptProposal { by, at },
        Action::Decline => MatchCommand::DeclineProposal { by, at },
    };
    let dispatcher = &members.dispatcher;
    let done = actions::carry_out::<Match>(dispatcher, call, ANSWER, match_id, command).await?;
    if let Err(MatchError::AlreadyExpired) = done {
        // Its time has run out, whether or not the timer has said so.
        let status = AnsweredStatus::Expired;
        return Ok(Json(Answered { status }));
    }
    let found: Match = dispatcher.load(match_id).await?;
    let is_theirs = found.peer_of(by).is_some();
    let status = if is_theirs {
        status(found.state)
    } else {
        Err(Code::UnknownMatch)
    };
    let status = status.map_err(Problem::new)?;
    Ok(Json(Answered { status }))
}

fn status(state: MatchState) -> Result<AnsweredStatus, Code> {
    match state {
        MatchState::None => Err(Code::UnknownMatch),
        MatchState::Proposed => Ok(AnsweredStatus::Waiting),
        MatchState::Chatting => Ok(AnsweredStatus::Active),
        MatchState::Declined | MatchState::Withdrawn => Ok(AnsweredStatus::Declined),
        MatchState::Expired => Ok(AnsweredStatus::Expired),
        MatchState::Ended(_) => Err(Code::ChatEnded),
    }
}
