//! `/console/sign-in`, `/console/sign-out`.

use app::staff::{SignInRefused, WayIn};
use askama::Template;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::SecretString;

use super::Desk;
use super::cookie::Cookie;
use super::page;
use super::posted::{Fields, Posted};
use super::refusal::Refusal;
use super::signed_in::{SignedIn, csrf_of};
use super::visitor::place;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    csrf: String,
    /// Why the last try was refused.
    refused: Option<&'static str>,
}

pub(super) async fn show(State(desk): State<Desk>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if SignedIn::from_request_parts(&mut parts, &desk)
        .await
        .is_ok()
    {
        return Redirect::to(super::HOME).into_response();
    }
    form(&desk, None)
}

/// The form with a token of its own, bound to a cookie of its own.
fn form(desk: &Desk, refused: Option<&'static str>) -> Response {
    let token = desk.staff.new_token();
    let csrf = csrf_of(&token);
    let mut response = page::html(&SignInPage { csrf, refused });
    if let Some(cookie) = Cookie::Door.set(&token, desk) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

pub(super) async fn submit(
    State(desk): State<Desk>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let door = Cookie::Door.read(&parts.headers, &desk);
    let old = Cookie::Session.read(&parts.headers, &desk);
    let from = place(&parts, &desk.trusted_proxies);
    let fields = Fields::from_request(Request::from_parts(parts, body), &desk).await?;
    fields.only(&["name", "password"])?;
    if !door.is_some_and(|door| fields.belongs_to(&door)) {
        // A page that was open for long, or a form of somebody else's: another try from a fresh page.
        return Ok((StatusCode::FORBIDDEN, form(&desk, Some("forged"))).into_response());
    }
    let name = fields.one("name").unwrap_or_default();
    let password = SecretString::from(fields.one("password").unwrap_or_default());
    let account = match desk
        .staff
        .sign_in(name, password, &from, WayIn::Console)
        .await?
    {
        Ok(account) => account,
        Err(SignInRefused::Wrong) => {
            return Ok((StatusCode::UNAUTHORIZED, form(&desk, Some("wrong"))).into_response());
        }
        Err(SignInRefused::Locked { until }) => {
            let seconds = (until - desk.clock.now()).num_seconds().max(1);
            let retry = [(header::RETRY_AFTER, seconds.to_string())];
            let page = form(&desk, Some("locked"));
            return Ok((StatusCode::TOO_MANY_REQUESTS, retry, page).into_response());
        }
    };
    // What was in the browser before opens nothing any more: nobody can have planted the session of this person.
    if let Some(old) = old {
        desk.staff.end_session(&old).await?;
    }
    let token = desk.staff.open_session(account.staff_id).await?;
    let mut response = Redirect::to(super::HOME).into_response();
    let headers = response.headers_mut();
    let cookies = [
        Cookie::Session.set(&token, &desk),
        Cookie::Door.clear(&desk),
    ];
    for cookie in cookies.into_iter().flatten() {
        headers.append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

pub(super) async fn leave(
    State(desk): State<Desk>,
    Posted { me, .. }: Posted,
) -> Result<Response, Refusal> {
    desk.staff.sign_out(me.account.staff_id, &me.token).await?;
    let mut response = Redirect::to("/console/sign-in").into_response();
    if let Some(cookie) = Cookie::Session.clear(&desk) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
