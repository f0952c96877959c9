//! `/console/sign-in/code`: the second step of the way in, for whoever has a second factor.

use app::refusals::Why;
use app::staff::{SessionToken, SignInRefused, WayIn};
use askama::Template;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::Desk;
use super::cookie::Cookie;
use super::page;
use super::posted::Fields;
use super::refusal::Refusal;
use super::sign_in::{Held, enter, refusal};
use super::signed_in::csrf_of;
use crate::edge::Reason;

#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct CodePage {
    csrf: String,
    /// Why the last code was refused.
    refused: Option<&'static str>,
}

/// Asks for the code of whoever is half way in; the first step instead for everybody else.
pub(super) async fn show(State(desk): State<Desk>, request: Request) -> Result<Response, Refusal> {
    let Some(half) = Cookie::Half.read(request.headers(), &desk) else {
        return Ok(Redirect::to("/console/sign-in").into_response());
    };
    if desk.staff.half_way(&half).await?.is_none() {
        return Ok(Redirect::to("/console/sign-in").into_response());
    }
    Ok(form(&half, None))
}

fn form(half: &SessionToken, refused: Option<&'static str>) -> Response {
    let csrf = csrf_of(half);
    page::html(&CodePage { csrf, refused })
}

pub(super) async fn submit(
    State(desk): State<Desk>,
    request: Request,
) -> Result<Response, Refusal> {
    let half = Cookie::Half.read(request.headers(), &desk);
    let held = Held::read(request.headers(), &desk);
    let fields = Fields::from_request(request, &desk).await?;
    fields.only(&["code"])?;
    let half = half.ok_or(Refusal::NotSignedIn)?;
    if !fields.belongs_to(&half) {
        return Err(Refusal::Forged);
    }
    let Some(account) = desk.staff.half_way(&half).await? else {
        return Ok(Redirect::to("/console/sign-in").into_response());
    };
    let code = fields.one("code").unwrap_or_default();
    let entering = desk
        .staff
        .enter_with_code(&account, code, WayIn::Console)
        .await?;
    match entering {
        Ok(()) => {
            desk.staff.end_half(&half).await?;
            enter(&desk, &account, &held).await
        }
        Err(refused) => {
            let mut answer = refusal(&desk, refused, |code| form(&half, Some(code)));
            if let SignInRefused::Wrong = refused {
                answer.extensions_mut().insert(Reason(Some(Why::Code)));
            }
            Ok(answer)
        }
    }
}
