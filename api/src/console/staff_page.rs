//! `/console/staff`: who works here. For admins.

use app::staff::{
    AddRefused, FIRST_PASSWORD_LIFE, Password, Role, StaffAccessError, StaffAccount, StaffName,
};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::values::StaffId;

use super::Desk;
use super::account::unconfirmed;
use super::page::{self, Frame};
use super::posted::{Fields, Posted};
use super::refusal::Refusal;
use super::signed_in::{Administering, SignedIn, allowed};
use super::trail::{self, Trace};
use super::words::{moment, say, stamp};

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage {
    frame: Frame,
    me: StaffId,
    accounts: Vec<StaffAccount>,
    traces: Vec<Trace>,
    /// Whose first password is shown, once.
    first: Option<FirstPassword>,
    first_days: i64,
    refused: Option<&'static str>,
}

/// A password that an admin hands on, to be exchanged for one of the person's own.
struct FirstPassword {
    name: String,
    password: String,
}

pub(super) async fn show(
    State(desk): State<Desk>,
    Administering(me): Administering,
) -> Result<Response, Refusal> {
    render(&desk, &me, None, None).await
}

async fn render(
    desk: &Desk,
    me: &SignedIn,
    first: Option<FirstPassword>,
    refused: Option<&'static str>,
) -> Result<Response, Refusal> {
    let accounts = desk.staff.list().await?;
    Ok(page::html(&StaffPage {
        traces: trail::newest(desk, &accounts).await?,
        frame: Frame::of(me, "staff"),
        me: me.account.staff_id,
        accounts,
        first,
        first_days: FIRST_PASSWORD_LIFE.num_days(),
        refused,
    }))
}

/// `POST /console/staff`: a new account. Its first password is made here and shown once: nobody chooses another's.
pub(super) async fn add(
    State(desk): State<Desk>,
    Posted { me, fields }: Posted,
) -> Result<Response, Refusal> {
    let me = allowed(me, Role::administers)?;
    fields.only(&["name", "role", "own"])?;
    let role: Role = fields.read("role", |name| name.parse().ok())?;
    let name = fields.one("name").unwrap_or_default();
    let Ok(name) = name.parse::<StaffName>() else {
        return refused(&desk, &me, "name").await;
    };
    // A session that was left open lets nobody in and raises nobody: that needs the password once more (OWASP ASVS 4.0.3, 3.7.1).
    // Closing an account does not, for it may be urgent.
    if let Some(code) = unconfirmed(&desk, &me, &fields).await? {
        return refused(&desk, &me, code).await;
    }
    let by = Some(desk.call(&me.account).actor);
    let (first, password) = Password::first(desk.ids.as_ref());
    match desk.staff.add(&name, role, &first, by).await? {
        Ok(_) => {
            let name = name.to_string();
            render(&desk, &me, Some(FirstPassword { name, password }), None).await
        }
        Err(AddRefused::NameTaken) => refused(&desk, &me, "taken").await,
        Err(AddRefused::Rule(_)) => Err(Refusal::Forbidden),
    }
}

async fn refused(desk: &Desk, me: &SignedIn, code: &'static str) -> Result<Response, Refusal> {
    let page = render(desk, me, None, Some(code)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Somebody who cannot come in any more begins anew with a first password, which is shown once.
async fn reset(
    desk: &Desk,
    me: &SignedIn,
    account: &StaffAccount,
    fields: &Fields,
) -> Result<Response, Refusal> {
    fields.only(&["own"])?;
    if account.disabled_at.is_some() {
        return refused(desk, me, "disabled").await;
    }
    if let Some(code) = unconfirmed(desk, me, fields).await? {
        return refused(desk, me, code).await;
    }
    let by = Some(desk.call(&me.account).actor);
    match desk.staff.reset_access(account.staff_id, by).await? {
        Ok(password) => {
            let name = account.name.clone();
            render(desk, me, Some(FirstPassword { name, password }), None).await
        }
        Err(StaffAccessError::OwnAccount) => refused(desk, me, "yourself").await,
        Err(_) => Err(Refusal::Forbidden),
    }
}

/// `POST /console/staff/{id}/{work}`: another role, or no more. Nobody does that to themselves, so that an admin is left.
pub(super) async fn change(
    State(desk): State<Desk>,
    Path((id, work)): Path<(String, String)>,
    Posted { me, fields }: Posted,
) -> Result<Response, Refusal> {
    let me = allowed(me, Role::administers)?;
    let staff: StaffId = id.parse().map_err(|_| Refusal::NotFound)?;
    let account = desk.staff.find(staff).await?.ok_or(Refusal::NotFound)?;
    let by = Some(desk.call(&me.account).actor);
    let changed = match work.as_str() {
        "disable" => {
            fields.only(&[])?;
            desk.staff.disable(staff, by).await?.map(|_| ())
        }
        "role" => {
            fields.only(&["role", "own"])?;
            let role = fields.read("role", |name| name.parse().ok())?;
            if let Some(code) = unconfirmed(&desk, &me, &fields).await? {
                return refused(&desk, &me, code).await;
            }
            desk.staff.set_role(staff, role, by).await?
        }
        "reset" => return reset(&desk, &me, &account, &fields).await,
        _ => return Err(Refusal::NotFound),
    };
    match changed {
        Ok(()) => Ok(Redirect::to("/console/staff").into_response()),
        Err(StaffAccessError::OwnAccount) => refused(&desk, &me, "yourself").await,
        Err(_) => Err(Refusal::Forbidden),
    }
}
