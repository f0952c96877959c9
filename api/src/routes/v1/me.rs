//! `GET /api/v1/me`: the member's own data.

use app::{AppError, actions};
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::matching::{Match, MatchState};
use domain::values::MemberId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::profile::{Profile, Question};
use crate::Problem;
use crate::signed::Caller;
use crate::state::{MemberParts, Members};

/// What is known of the member, to the member.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    profile: Profile,
    /// Whether every question of the profile has an answer.
    complete: bool,
    /// The first question without one.
    missing: Option<Question>,
    /// The search that is running.
    search_id: Option<Uuid>,
    /// The proposal or talk the member is in.
    #[serde(rename = "match")]
    engagement: Option<Engagement>,
}

/// A proposal or a talk.
#[derive(Serialize, ToSchema)]
struct Engagement {
    match_id: Uuid,
    status: EngagementStatus,
    /// Until when a proposal can be answered.
    expires_at: Option<DateTime<Utc>>,
}

/// Where a proposal or a talk stands for this member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum EngagementStatus {
    /// A proposal that waits for this member.
    Proposed,
    /// A proposal this member accepted.
    Waiting,
    /// A talk.
    Active,
}

/// The profile, what is missing in it, and where the member is: searching, asked, or in a talk.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "me",
    tag = "me",
    responses((status = 200, description = "The member's own data", body = Me))
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
) -> Result<Json<Me>, Problem> {
    let member = actions::arrive(&members.dispatcher, &members.vault, call, None).await?;
    let missing = member.next_step();
    let search_id = members.dispatcher.open_search(call.member).await?;
    Ok(Json(Me {
        profile: Profile::of(&members, &member).await?,
        complete: missing.is_none(),
        missing: missing.map(Question::from),
        search_id: search_id.map(|search_id| search_id.0),
        engagement: engagement(&members, call.member).await?,
    }))
}

async fn engagement(
    members: &MemberParts,
    member: MemberId,
) -> Result<Option<Engagement>, AppError> {
    let Some(match_id) = members.dispatcher.engagement(member).await? else {
        return Ok(None);
    };
    let found: Match = members.dispatcher.load(match_id).await?;
    Ok(status(&found, member).map(|status| Engagement {
        match_id: match_id.0,
        status,
        expires_at: found
            .expires_at
            .filter(|_| status != EngagementStatus::Active),
    }))
}

fn status(found: &Match, member: MemberId) -> Option<EngagementStatus> {
    match found.state {
        MatchState::Chatting => Some(EngagementStatus::Active),
        MatchState::Proposed => {
            let sides = found.parties?.into_iter().zip(found.accepted);
            let has_accepted = sides
                .into_iter()
                .any(|(party, accepted)| accepted && party.member == member);
            Some(if has_accepted {
                EngagementStatus::Waiting
            } else {
                EngagementStatus::Proposed
            })
        }
        _ => None,
    }
}
