//! People.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::{ControlError, Payload};
use crate::model::{NewUser, UserView};
use crate::state::{Profile, World};

pub(super) async fn list(State(world): State<Arc<World>>) -> Json<Vec<UserView>> {
    let mut users: Vec<UserView> = world.users.iter().map(|user| user.view()).collect();
    users.sort_by_key(|user| user.id);
    Json(users)
}

pub(super) async fn create(
    State(world): State<Arc<World>>,
    Payload(new): Payload<NewUser>,
) -> Result<(StatusCode, Json<UserView>), ControlError> {
    let profile = Profile {
        first_name: new
            .first_name
            .unwrap_or_else(|| format!("Человек {}", world.users.len() + 1)),
        last_name: new.last_name,
        username: new.username,
        language_code: Some(new.language_code.unwrap_or_else(|| "ru".to_owned())),
    };
    let user = world
        .add_user(new.id, profile)
        .ok_or_else(|| ControlError::conflict("the id is taken or not positive"))?;
    Ok((StatusCode::CREATED, Json(user.view())))
}

pub(super) async fn show(
    State(world): State<Arc<World>>,
    Path(user): Path<i64>,
) -> Result<Json<UserView>, ControlError> {
    let user = world.user(user);
    let user = user.ok_or_else(|| ControlError::not_found("user"))?;
    Ok(Json(user.view()))
}

/// Changes what is given; an empty username or last name is taken away.
pub(super) async fn change(
    State(world): State<Arc<World>>,
    Path(user): Path<i64>,
    Payload(new): Payload<NewUser>,
) -> Result<Json<UserView>, ControlError> {
    let user = world.user(user);
    let user = user.ok_or_else(|| ControlError::not_found("user"))?;
    let old = user.profile();
    let changed = |new: Option<String>, old: Option<String>| {
        new.map_or(old, |text| Some(text).filter(|text| !text.is_empty()))
    };
    user.set_profile(Profile {
        first_name: new.first_name.unwrap_or(old.first_name),
        last_name: changed(new.last_name, old.last_name),
        username: changed(new.username, old.username),
        language_code: changed(new.language_code, old.language_code),
    });
    Ok(Json(user.view()))
}

pub(super) async fn delete_account(
    State(world): State<Arc<World>>,
    Path(user): Path<i64>,
) -> Result<Json<UserView>, ControlError> {
    let user = world.user(user);
    let user = user.ok_or_else(|| ControlError::not_found("user"))?;
    user.set_deleted(true);
    Ok(Json(user.view()))
}
