//! `/console/account`: one's own password and sessions, and the code that links one's Telegram account.

use app::staff::{OwnSession, Password, SignInRefused};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::SecretString;

use super::Desk;
use super::page::{self, Frame};
use super::posted::{Fields, Posted};
use super::refusal::Refusal;
use super::signed_in::SignedIn;
use super::words::{moment, say, stamp};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    linked: bool,
    sessions: Vec<OwnSession>,
    /// A fresh code, shown once.
    code: Option<String>,
    refused: Option<&'static str>,
}

pub(super) async fn show(State(desk): State<Desk>, me: SignedIn) -> Result<Response, Refusal> {
    render(&desk, &me, None, None).await
}

async fn render(
    desk: &Desk,
    me: &SignedIn,
    code: Option<String>,
    refused: Option<&'static str>,
) -> Result<Response, Refusal> {
    let staff = me.account.staff_id;
    Ok(page::html(&AccountPage {
        frame: Frame::of(me, "account"),
        linked: me.account.member_id.is_some(),
        sessions: desk.staff.sessions_of(staff, &me.token).await?,
        code,
        refused,
    }))
}

pub(super) async fn change(
    State(desk): State<Desk>,
    Path(work): Path<String>,
    Posted { me, fields }: Posted,
) -> Result<Response, Refusal> {
    let staff = me.account.staff_id;
    match work.as_str() {
        "link" => {
            fields.only(&[])?;
            let code = desk.staff.link_code(staff).await?;
            return render(&desk, &me, Some(code), None).await;
        }
        "unlink" => {
            fields.only(&[])?;
            desk.staff.unlink(staff).await?;
        }
        "end-others" => {
            fields.only(&[])?;
            desk.staff.end_other_sessions(staff, &me.token).await?;
        }
        "password" => return change_password(&desk, &me, &fields).await,
        _ => return Err(Refusal::NotFound),
    }
    Ok(Redirect::to("/console/account").into_response())
}

async fn change_password(desk: &Desk, me: &SignedIn, fields: &Fields) -> Result<Response, Refusal> {
    fields.only(&["old", "new"])?;
    let secret = |name| SecretString::from(fields.one(name).unwrap_or_default());
    let refused = match desk.staff.confirm(&me.account, secret("old")).await? {
        Ok(()) => None,
        Err(SignInRefused::Wrong) => Some("wrong"),
        Err(SignInRefused::Locked { .. }) => Some("locked"),
    };
    let password = Password::chosen(secret("new"));
    let refused = refused.or(password.is_err().then_some("password"));
    let (Ok(password), None) = (password, refused) else {
        let page = render(desk, me, None, refused).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    // Ends every session, this one too: whoever knows the new password signs in.
    let changed = desk.staff.change_password(me.account.staff_id, &password);
    changed.await?.map_err(|_| Refusal::Forbidden)?;
    Ok(Redirect::to("/console/sign-in").into_response())
}
