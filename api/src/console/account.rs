//! `/console/account`: one's own password, and the code that links one's Telegram account.

use app::staff::{Password, SignInRefused};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::SecretString;

use super::Desk;
use super::page::{self, Frame};
use super::posted::Posted;
use super::refusal::Refusal;
use super::signed_in::SignedIn;
use super::words::say;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    linked: bool,
    /// A fresh code, shown once.
    code: Option<String>,
    refused: Option<&'static str>,
}

pub(super) async fn show(State(_): State<Desk>, me: SignedIn) -> Response {
    render(&me, None, None)
}

fn render(me: &SignedIn, code: Option<String>, refused: Option<&'static str>) -> Response {
    page::html(&AccountPage {
        frame: Frame::of(me, "account"),
        linked: me.account.member_id.is_some(),
        code,
        refused,
    })
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
            return Ok(render(&me, Some(code), None));
        }
        "unlink" => {
            fields.only(&[])?;
            desk.staff.unlink(staff).await?;
        }
        "password" => {
            fields.only(&["old", "new"])?;
            let secret = |name| SecretString::from(fields.one(name).unwrap_or_default());
            let refused = |code| {
                let page = render(&me, None, Some(code));
                Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
            };
            match desk.staff.confirm(&me.account, secret("old")).await? {
                Ok(()) => {}
                Err(SignInRefused::Wrong) => return refused("wrong"),
                Err(SignInRefused::Locked { .. }) => return refused("locked"),
            }
            let Ok(password) = Password::chosen(secret("new")) else {
                return refused("password");
            };
            // Ends every session, this one too: whoever knows the new password signs in.
            let changed = desk.staff.change_password(staff, &password).await?;
            changed.map_err(|_| Refusal::Forbidden)?;
            return Ok(Redirect::to("/console/sign-in").into_response());
        }
        _ => return Err(Refusal::NotFound),
    }
    Ok(Redirect::to("/console/account").into_response())
}
