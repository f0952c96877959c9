//! `GET /console/texts`: which decisions, reasons and texts there are.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::moderation::{DecisionTemplate, PolicyReason};

use super::Desk;
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::Moderating;
use super::words::say;

#[derive(Template)]
#[template(path = "texts.html")]
struct TextsPage {
    frame: Frame,
}

pub(super) async fn show(
    State(_): State<Desk>,
    Moderating(me): Moderating,
) -> Result<Response, Refusal> {
    Ok(page::html(&TextsPage {
        frame: Frame::of(&me, "texts"),
    }))
}
