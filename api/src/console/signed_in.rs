//! Who asks: a session for pages, a session or HTTP Basic for calls.

use app::staff::{
    Asked, Entrance, Role, SecondFactorRule, SessionToken, SignInRefused, StaffAccount, WayIn,
};
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
use super::notices;
use super::refusal::Refusal;
use super::visitor::place;
use crate::{Code, Problem};

/// What the token of forms is derived for.
const FORMS: &[u8] = b"notalone console forms";
/// Where a call of somebody with a second factor brings the code.
const ONE_TIME_CODE: &str = "x-one-time-code";

/// Somebody with a session.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    pub(super) account: StaffAccount,
    pub(super) token: SessionToken,
    /// What became of their account and they have not read: how many things.
    pub(super) notices: usize,
}

/// What somebody has to do with their account before the console opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// Somebody else made the password.
    Password,
    /// A second factor is required, and there is none.
    SecondFactor,
}

impl Unfinished {
    /// What is to be done first.
    pub(super) const fn of(account: &StaffAccount, rule: SecondFactorRule) -> Option<Self> {
        if account.password_is_first {
            Some(Self::Password)
        } else if rule.is_required() && !account.has_second_factor {
            Some(Self::SecondFactor)
        } else {
            None
        }
    }
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

/// Marks the routes that are open to somebody whose account is [`Unfinished`].
#[derive(Clone, Copy, Debug)]
pub(super) struct BeforeSetUp;

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
        let account = session.account;
        let is_open = parts.extensions.get::<BeforeSetUp>().is_some();
        if !is_open && Unfinished::of(&account, desk.second_factor).is_some() {
            return Err(if wants_page {
                Refusal::SetUpFirst
            } else {
                Refusal::Forbidden
            });
        }
        let notices = if wants_page {
            notices::unread(desk, &account).await?.len()
        } else {
            0
        };
        Ok(Self {
            account,
            token,
            notices,
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
        let account = match basic(&parts.headers) {
            Some((name, password)) => by_password(desk, parts, &name, password).await?,
            None => by_cookie(desk, parts).await?,
        };
        Ok(Self(account))
    }
}

async fn by_password(
    desk: &DeskParts,
    parts: &Parts,
    name: &str,
    password: SecretString,
) -> Result<StaffAccount, Problem> {
    let address = place(parts, &desk.trusted_proxies);
    let signing_in = desk
        .staff
        .sign_in(name, password, &address, WayIn::Calls)
        .await?;
    let account = match signing_in.map_err(|refused| refusal(desk, refused, Code::StaffUnknown))? {
        Entrance::Open(account) => {
            return if desk.second_factor == SecondFactorRule::Everywhere {
                Err(Problem::new(Code::SecondFactorMissing))
            } else {
                Ok(account)
            };
        }
        Entrance::AsksForCode(account) => account,
    };
    let code = parts.headers.get(ONE_TIME_CODE);
    let Some(code) = code.and_then(|code| code.to_str().ok()) else {
        return Err(Problem::new(Code::CodeRequired));
    };
    let entering = desk
        .staff
        .enter_with_code(&account, code, WayIn::Calls)
        .await?;
    match entering {
        Ok(()) => Ok(account),
        Err(refused) => Err(refusal(desk, refused, Code::CodeRequired)),
    }
}

fn refusal(desk: &DeskParts, refused: SignInRefused, wrong: Code) -> Problem {
    match refused {
        SignInRefused::Wrong | SignInRefused::TooOld => Problem::new(wrong),
        SignInRefused::Locked { until } => {
            let wait = (until - desk.clock.now()).to_std().unwrap_or_default();
            Problem::new(Code::TooManyRequests).retry_after(wait)
        }
    }
}

/// A cookie comes with requests that other sites make a browser send: it only lets look.
async fn by_cookie(desk: &DeskParts, parts: &Parts) -> Result<StaffAccount, Problem> {
    let unknown = || Problem::new(Code::StaffUnknown);
    if !parts.method.is_safe() {
        return Err(unknown());
    }
    let token = Cookie::Session
        .read(&parts.headers, desk)
        .ok_or_else(unknown)?;
    let session = desk.staff.session(&token, Asked::ByPerson).await?;
    let account = session.ok_or_else(unknown)?.account;
    match Unfinished::of(&account, desk.second_factor) {
        None => Ok(account),
        Some(_) => Err(Problem::new(Code::Forbidden)),
    }
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
