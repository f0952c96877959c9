//! `/console/account`: one's own password, second factor and sessions, what became of the account, and the code that links one's
//! Telegram account.

use app::caught_up;
use app::staff::{OwnSession, Password, PasswordError, SecondFactor, SessionId, SignInRefused};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use projections::Projection;
use projections::staff_trail::{StaffTrail, Unread};
use secrecy::SecretString;

use super::Desk;
use super::notices;
use super::page::{self, Frame};
use super::posted::{Fields, Posted};
use super::refusal::Refusal;
use super::second_factor::{self, ShownOffer, issuer};
use super::signed_in::{SignedIn, Unfinished};
use super::words::{moment, say, stamp};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    linked: bool,
    sessions: Vec<OwnSession>,
    factor: Option<SecondFactor>,
    /// Whether nobody is let in without a second factor.
    is_required: bool,
    unfinished: Option<Unfinished>,
    unread: Vec<Unread>,
    shown: Shown,
}

impl AccountPage {
    fn is_first_password(&self) -> bool {
        self.unfinished == Some(Unfinished::Password)
    }
}

/// What the page shows once, beside what it shows always.
#[derive(Default)]
pub(super) struct Shown {
    /// A fresh code that links a Telegram account.
    pub(super) code: Option<String>,
    /// A secret for an authenticator.
    pub(super) offer: Option<ShownOffer>,
    /// Fresh recovery codes.
    pub(super) recovery: Vec<String>,
    /// Why nothing was done.
    pub(super) refused: Option<&'static str>,
}

pub(super) async fn show(State(desk): State<Desk>, me: SignedIn) -> Result<Response, Refusal> {
    render(&desk, &me, Shown::default()).await
}

pub(super) async fn render(desk: &Desk, me: &SignedIn, shown: Shown) -> Result<Response, Refusal> {
    let staff = me.account.staff_id;
    caught_up(desk.dispatcher.log(), StaffTrail::NAME).await?;
    let unread = notices::unread(desk, &me.account).await?;
    let me = &SignedIn {
        notices: unread.len(),
        ..me.clone()
    };
    Ok(page::html(&AccountPage {
        frame: Frame::of(me, "account"),
        linked: me.account.member_id.is_some(),
        sessions: desk.staff.sessions_of(staff, &me.token).await?,
        factor: second_factor::state(desk, me).await?,
        is_required: desk.second_factor.is_required(),
        unfinished: Unfinished::of(&me.account, desk.second_factor),
        unread,
        shown,
    }))
}

/// The page again, with why nothing was done; a secret that waits for its first code stays on it.
pub(super) async fn refused(
    desk: &Desk,
    me: &SignedIn,
    code: &'static str,
) -> Result<Response, Refusal> {
    let offer = match code {
        "first_code" => desk.staff.offered(&me.account, &issuer()).await?,
        _ => None,
    };
    let shown = Shown {
        offer: offer.as_ref().map(ShownOffer::of).transpose()?,
        refused: Some(code),
        ..Shown::default()
    };
    let page = render(desk, me, shown).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(super) async fn change(
    State(desk): State<Desk>,
    Path(work): Path<String>,
    Posted { me, fields }: Posted,
) -> Result<Response, Refusal> {
    let staff = me.account.staff_id;
    // A password that somebody else made is good for nothing but choosing one's own.
    if me.account.password_is_first && work != "password" {
        return refused(&desk, &me, "first_password").await;
    }
    match work.as_str() {
        "link" => {
            fields.only(&[])?;
            let shown = Shown {
                code: Some(desk.staff.link_code(staff).await?),
                ..Shown::default()
            };
            return render(&desk, &me, shown).await;
        }
        "unlink" => {
            fields.only(&[])?;
            desk.staff.unlink(staff).await?;
        }
        "end-others" => {
            fields.only(&["own", "session"])?;
            if let Some(code) = unconfirmed(&desk, &me, &fields).await? {
                return refused(&desk, &me, code).await;
            }
            desk.staff.end_other_sessions(staff, &me.token).await?;
        }
        "end" => {
            fields.only(&["own", "session"])?;
            let session = fields.read("session", SessionId::parse)?;
            if let Some(code) = unconfirmed(&desk, &me, &fields).await? {
                return refused(&desk, &me, code).await;
            }
            desk.staff.end_session_of(staff, &session).await?;
        }
        "seen" => {
            fields.only(&["position"])?;
            let position = fields.read("position", |text| text.parse().ok())?;
            desk.staff.see_notices(staff, position).await?;
        }
        "factor" => return second_factor::offer(&desk, &me, &fields).await,
        "factor-set" => return second_factor::set_up(&desk, &me, &fields).await,
        "factor-off" => return second_factor::take_away(&desk, &me, &fields).await,
        "recovery" => return second_factor::recovery(&desk, &me, &fields).await,
        "password" => return change_password(&desk, &me, &fields).await,
        _ => return Err(Refusal::NotFound),
    }
    Ok(Redirect::to("/console/account").into_response())
}

/// Whoever finds a session open ends no other (OWASP ASVS 4.0.3, 3.3.4).
pub(super) async fn unconfirmed(
    desk: &Desk,
    me: &SignedIn,
    fields: &Fields,
) -> Result<Option<&'static str>, Refusal> {
    let own = SecretString::from(fields.one("own").unwrap_or_default());
    Ok(match desk.staff.confirm(&me.account, own).await? {
        Ok(()) => None,
        Err(SignInRefused::Locked { .. }) => Some("locked"),
        Err(SignInRefused::Wrong | SignInRefused::TooOld) => Some("own"),
    })
}

async fn change_password(desk: &Desk, me: &SignedIn, fields: &Fields) -> Result<Response, Refusal> {
    fields.only(&["old", "new"])?;
    let secret = |name| SecretString::from(fields.one(name).unwrap_or_default());
    if let Err(why) = desk.staff.confirm(&me.account, secret("old")).await? {
        let code = match why {
            SignInRefused::Wrong => "wrong",
            SignInRefused::TooOld => "too_old",
            SignInRefused::Locked { .. } => "locked",
        };
        return refused(desk, me, code).await;
    }
    let is_same = fields.one("old") == fields.one("new");
    let password = match Password::chosen(secret("new"), &me.account.name) {
        // A first password is exchanged and not kept.
        Ok(_) if is_same => return refused(desk, me, "same").await,
        Ok(password) => password,
        Err(PasswordError::TooShort) => return refused(desk, me, "password").await,
        Err(PasswordError::TooLong) => return refused(desk, me, "too_long").await,
        Err(PasswordError::Weak) => return refused(desk, me, "weak").await,
        Err(PasswordError::Breached) => return refused(desk, me, "breached").await,
    };
    // Ends every session, this one too: whoever knows the new password signs in.
    let changed = desk.staff.change_password(me.account.staff_id, &password);
    changed.await?.map_err(|_| Refusal::Forbidden)?;
    Ok(Redirect::to("/console/sign-in").into_response())
}
