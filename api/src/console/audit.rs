//! `GET /console/audit`: the end of the log, and that nothing in it was changed or removed.

use app::chain::{self, Walked};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::values::Timestamp;
use serde::Deserialize;

use super::Desk;
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::SignedIn;
use super::words::{moment, say, stamp};

/// Walking more than this takes longer than a page may; `notalone log verify` walks any log.
const WALKED_EVENTS_MAX: i64 = 500_000;

/// What the address may say.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    walk: Option<String>,
}

/// What the background verification found last.
struct Proven {
    position: i64,
    hash: String,
    at: Timestamp,
    broken: Option<(i64, String)>,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    frame: Frame,
    position: i64,
    hash: String,
    now: Timestamp,
    proven: Option<Proven>,
    walked: Option<Walked>,
    too_long: bool,
    models: Vec<projections::status::Status>,
}

pub(super) async fn show(
    State(desk): State<Desk>,
    me: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (position, hash) = chain::head(&desk.pool).await?;
    let too_long = position > WALKED_EVENTS_MAX;
    let walked = match asked.walk {
        Some(_) if !too_long => {
            let _turn = desk.walking.try_acquire().map_err(|_| Refusal::Crowded)?;
            Some(chain::walk(&desk.pool).await?)
        }
        _ => None,
    };
    let models = projections::status::status(&desk.pool, desk.dispatcher.log())
        .await
        .map_err(app::AppError::from)?;
    let proven = app::audit::status(&desk.pool).await?.map(|status| Proven {
        position: status.verified.position,
        hash: hex::encode(status.verified.hash),
        at: status.verified_at,
        broken: status.broken,
    });
    Ok(page::html(&AuditPage {
        proven,
        frame: Frame::of(&me, "audit"),
        position,
        hash,
        now: desk.clock.now(),
        walked,
        too_long,
        models,
    }))
}
