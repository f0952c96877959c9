//! `/console/sign-in`, `/console/sign-out`: the way in by name and password, and the way out.

use app::staff::{Entrance, SessionToken, SignInRefused, StaffAccount, WayIn};
use askama::Template;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
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
    let held = Held::read(&parts.headers, &desk);
    let from = place(&parts, &desk.trusted_proxies);
    let fields = Fields::from_request(Request::from_parts(parts, body), &desk).await?;
    fields.only(&["name", "password"])?;
    if !door.is_some_and(|door| fields.belongs_to(&door)) {
        // A page that was open for long, or a form of somebody else's: another try from a fresh page.
        return Ok((StatusCode::FORBIDDEN, form(&desk, Some("forged"))).into_response());
    }
    let name = fields.one("name").unwrap_or_default();
    let password = SecretString::from(fields.one("password").unwrap_or_default());
    let entering = desk
        .staff
        .sign_in(name, password, &from, WayIn::Console)
        .await?;
    match entering {
        Ok(Entrance::Open(account)) => enter(&desk, &account, &held).await,
        Ok(Entrance::AsksForCode(account)) => ask_for_code(&desk, &account).await,
        Err(refused) => Ok(refusal(&desk, refused, |code| form(&desk, Some(code)))),
    }
}

/// The page again, with why nobody came in.
pub(super) fn refusal(
    desk: &Desk,
    refused: SignInRefused,
    page: impl Fn(&'static str) -> Response,
) -> Response {
    match refused {
        SignInRefused::Wrong => (StatusCode::UNAUTHORIZED, page("wrong")).into_response(),
        SignInRefused::TooOld => (StatusCode::UNAUTHORIZED, page("too_old")).into_response(),
        SignInRefused::Locked { until } => {
            let seconds = (until - desk.clock.now()).num_seconds().max(1);
            let retry = [(header::RETRY_AFTER, seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, retry, page("locked")).into_response()
        }
    }
}

/// The password was right, which opens nothing yet.
async fn ask_for_code(desk: &Desk, account: &StaffAccount) -> Result<Response, Refusal> {
    let half = desk.staff.begin_half(account.staff_id).await?;
    let mut response = Redirect::to("/console/sign-in/code").into_response();
    set(
        &mut response,
        [Cookie::Half.set(&half, desk), Cookie::Door.clear(desk)],
    );
    Ok(response)
}

/// What the browser of somebody who comes in holds.
pub(super) struct Held {
    session: Option<SessionToken>,
    browser: Option<SessionToken>,
}

impl Held {
    pub(super) fn read(headers: &HeaderMap, desk: &Desk) -> Self {
        Self {
            session: Cookie::Session.read(headers, desk),
            browser: Cookie::Browser.read(headers, desk),
        }
    }
}

/// Opens a session for somebody who is who they say.
pub(super) async fn enter(
    desk: &Desk,
    account: &StaffAccount,
    held: &Held,
) -> Result<Response, Refusal> {
    // What was in the browser before opens nothing any more: nobody can have planted the session of this person.
    if let Some(old) = &held.session {
        desk.staff.end_session(old).await?;
    }
    let browser = held
        .browser
        .clone()
        .unwrap_or_else(|| desk.staff.new_token());
    desk.staff.see_browser(account.staff_id, &browser).await?;
    let token = desk.staff.open_session(account.staff_id).await?;
    let mut response = Redirect::to(super::HOME).into_response();
    set(
        &mut response,
        [
            Cookie::Session.set(&token, desk),
            Cookie::Browser.set(&browser, desk),
            Cookie::Door.clear(desk),
            Cookie::Half.clear(desk),
        ],
    );
    Ok(response)
}

fn set<const COUNT: usize>(response: &mut Response, cookies: [Option<HeaderValue>; COUNT]) {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

pub(super) async fn leave(
    State(desk): State<Desk>,
    Posted { me, .. }: Posted,
) -> Result<Response, Refusal> {
    desk.staff.sign_out(me.account.staff_id, &me.token).await?;
    let mut response = Redirect::to("/console/sign-in").into_response();
    set(&mut response, [Cookie::Session.clear(&desk)]);
    // Nothing of what was looked at comes back with «back».
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}
