//! Who asks: a session for pages, a session or HTTP Basic for calls.

use app::staff::{Asked, Role, SessionToken, SignInRefused, StaffAccount, WayIn};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use secrecy::SecretString;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::cookie::Cookie;
use super::desk::{Desk, DeskParts};
use super::refusal::Refusal;
use super::visitor::place;
use crate::{Code, Problem};

/// What the token of forms is derived for.
const FORMS: &[u8] = b"notalone console forms";

/// Somebody with a session.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    pub(super) account: StaffAccount,
    pub(super) token: SessionToken,
}

impl SignedIn {
    /// What the forms of this session carry.
    pub(super) fn csrf(&self) -> String {
        csrf_of(&self.token)
    }
}

/// Bound to the token, and telling nothing of it.
pub(super) fn csrf_of(token: &SessionToken) -> String {
    let digest = Hmac::<Sha256>::new_from_slice(token.expose().as_bytes()).map(|mut mac| {
        mac.update(FORMS);
        mac.finalize().into_bytes()
    });
    // HMAC takes keys of any length.
    URL_SAFE_NO_PAD.encode(digest.unwrap_or_default())
}

/// In constant time.
pub(super) fn is_csrf(token: &SessionToken, given: &str) -> bool {
    csrf_of(token).as_bytes().ct_eq(given.as_bytes()).into()
}

/// Marks the routes that pages ask by themselves (`super::router`): they need a session and do not keep it alive. The route says so
/// and not the request, which could claim anything.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByItself;

impl FromRequestParts<Desk> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let asked = match parts.extensions.get::<ByItself>() {
            Some(ByItself) => Asked::ByPage,
            None => Asked::ByPerson,
        };
        let is_visit = asked == Asked::ByPerson && parts.method.is_safe();
        let wants_page = is_visit && accepts_html(&parts.headers);
        let refused = if wants_page {
            Refusal::SignInFirst
        } else {
            Refusal::NotSignedIn
        };
        let token = Cookie::Session.read(&parts.headers, desk).ok_or(refused)?;
        let session = desk.staff.session(&token, asked).await?.ok_or(refused)?;
        Ok(Self {
            account: session.account,
            token,
        })
    }
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    accept.is_none_or(|accept| {
        let accept = accept.to_str().unwrap_or_default();
        accept.contains("html") || accept.contains("*/*")
    })
}

/// Somebody who sees cases and members.
pub(super) struct Moderating(pub(super) SignedIn);

impl FromRequestParts<Desk> for Moderating {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let me = SignedIn::from_request_parts(parts, desk).await?;
        allowed(me, Role::moderates).map(Self)
    }
}

/// Somebody who looks after the staff.
pub(super) struct Administering(pub(super) SignedIn);

impl FromRequestParts<Desk> for Administering {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let me = SignedIn::from_request_parts(parts, desk).await?;
        allowed(me, Role::administers).map(Self)
    }
}

/// The person, if the role allows it.
pub(super) fn allowed(me: SignedIn, may: fn(Role) -> bool) -> Result<SignedIn, Refusal> {
    if may(me.account.role) {
        Ok(me)
    } else {
        Err(Refusal::Forbidden)
    }
}

/// Somebody of the staff who makes a call (contract.md, `GET /admin/...`): by the session's cookie or by HTTP Basic.
#[derive(Clone, Debug)]
pub struct Admitted(pub StaffAccount);

impl Admitted {
    /// Refuses whoever the role does not allow.
    pub fn if_may(self, may: fn(Role) -> bool) -> Result<StaffAccount, Problem> {
        if may(self.0.role) {
            Ok(self.0)
        } else {
            Err(Problem::new(Code::Forbidden))
        }
    }
}

impl FromRequestParts<Desk> for Admitted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Problem> {
        let found = match basic(&parts.headers) {
            Some((name, password)) => {
                by_password(desk, &name, password, &place(parts, &desk.trusted_proxies)).await?
            }
            None => by_cookie(desk, parts).await?,
        };
        found
            .map(Self)
            .ok_or_else(|| Problem::new(Code::StaffUnknown))
    }
}

async fn by_password(
    desk: &DeskParts,
    name: &str,
    password: SecretString,
    address: &str,
) -> Result<Option<StaffAccount>, Problem> {
    let signing_in = desk.staff.sign_in(name, password, address, WayIn::Calls);
    match signing_in.await? {
        Ok(account) => Ok(Some(account)),
        Err(SignInRefused::Wrong) => Ok(None),
        Err(SignInRefused::Locked { until }) => {
            let wait = (until - desk.clock.now()).to_std().unwrap_or_default();
            Err(Problem::new(Code::TooManyRequests).retry_after(wait))
        }
    }
}

/// A cookie comes with requests that other sites make a browser send: it only lets look.
async fn by_cookie(desk: &DeskParts, parts: &Parts) -> Result<Option<StaffAccount>, Problem> {
    if !parts.method.is_safe() {
        return Ok(None);
    }
    let Some(token) = Cookie::Session.read(&parts.headers, desk) else {
        return Ok(None);
    };
    let session = desk.staff.session(&token, Asked::ByPerson).await?;
    Ok(session.map(|session| session.account))
}

/// Name and password of HTTP Basic (RFC 7617).
fn basic(headers: &HeaderMap) -> Option<(String, SecretString)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = STANDARD.decode(credentials.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), SecretString::from(password)))
}
