//! `GET /api/v1/tips/eligibility`: whether the member may tip the other of a talk.

use app::actions::tip;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::values::MatchId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::signed::Caller;
use crate::state::Members;
use crate::{Code, Problem};

/// Which talk.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The match of the talk.
    match_id: Uuid,
}

/// Whether a tip is possible.
#[derive(Serialize, ToSchema)]
pub(super) struct Eligibility {
    eligible: bool,
    /// Until when at least; only if it is possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<String>,
    /// The same whatever the reason; only if it is not possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<NotAvailable>,
}

/// Why a tip is not possible.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NotAvailable {
    /// It is not.
    NotAvailable,
}

impl Eligibility {
    fn until(moment: DateTime<Utc>) -> Self {
        Self {
            eligible: true,
            until: Some(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            reason: None,
        }
    }

    const fn no() -> Self {
        Self {
            eligible: false,
            until: None,
            reason: Some(NotAvailable::NotAvailable),
        }
    }
}

/// Says whether the member may tip the other of a talk now, and until when at least.
#[utoipa::path(
    get,
    path = "/api/v1/tips/eligibility",
    operation_id = "tip_eligibility",
    tag = "tips",
    params(Asked),
    responses(
        (status = 200, description = "Whether a tip is possible", body = Eligibility),
        (status = 422, description = "`invalid_query`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Eligibility>, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::new(Code::InvalidQuery))?;
    let match_id = MatchId(asked.match_id);
    let offer = tip::eligibility(&members.tips, call.member, match_id, call.now).await?;
    Ok(Json(offer.map_or_else(Eligibility::no, |offer| {
        Eligibility::until(offer.until)
    })))
}
