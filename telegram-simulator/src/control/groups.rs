//! Groups: a bot and people, who press its buttons there.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::chats::{AfterChange, pressed, seen};
use super::{ControlError, Payload};
use crate::model::{ChatView, GroupView, NewGroup, Press, PressAnswer};
use crate::state::{Bot, Chat, Group, Peer, Person, World};

/// The first of the members adds the bot.
pub(super) async fn create(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
    Payload(new): Payload<NewGroup>,
) -> Result<(StatusCode, Json<GroupView>), ControlError> {
    let bot = super::bots::find(&world, bot)?;
    let Some(first) = new.members.first() else {
        return Err(ControlError::invalid("somebody has to add the bot"));
    };
    let first = world.user(*first);
    let user = first.ok_or_else(|| ControlError::not_found("user"))?;
    let title = new.title.unwrap_or_else(|| "Группа".to_owned());
    let chat = world
        .add_group(&bot, new.id, title)
        .ok_or_else(|| ControlError::conflict("the id is taken or not negative"))?;
    let group = group_of(&chat)?;
    for member in new.members {
        group.add(member);
    }
    let view = GroupView {
        id: group.id,
        title: group.title.clone(),
    };
    let person = Person {
        world,
        bot,
        chat,
        user,
    };
    person.set_blocked(false);
    Ok((StatusCode::CREATED, Json(view)))
}

fn find(world: &World, bot: i64, group: i64) -> Result<(Arc<Bot>, Arc<Chat>), ControlError> {
    let bot = super::bots::find(world, bot)?;
    let chat = bot.group(group).filter(|_| group < 0);
    let chat = chat.ok_or_else(|| ControlError::not_found("group"))?;
    Ok((bot, chat))
}

fn group_of(chat: &Chat) -> Result<&Group, ControlError> {
    match &chat.peer {
        Peer::Group(group) => Ok(group),
        Peer::Person(_) => Err(ControlError::not_found("group")),
    }
}

fn member(world: &Arc<World>, bot: i64, group: i64, user: i64) -> Result<Person, ControlError> {
    let (bot, chat) = find(world, bot, group)?;
    let user = world.user(user);
    Ok(Person {
        world: Arc::clone(world),
        bot,
        chat,
        user: user.ok_or_else(|| ControlError::not_found("user"))?,
    })
}

/// The group now, or as soon as something changes in it.
pub(super) async fn show(
    State(world): State<Arc<World>>,
    Path((bot, group)): Path<(i64, i64)>,
    Query(query): Query<AfterChange>,
) -> Result<Json<ChatView>, ControlError> {
    let (bot, chat) = find(&world, bot, group)?;
    Ok(Json(seen(&world, &bot, &chat, &query).await))
}

pub(super) async fn join(
    State(world): State<Arc<World>>,
    Path((bot, group, user)): Path<(i64, i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    let person = member(&world, bot, group, user)?;
    group_of(&person.chat)?.add(user);
    Ok(Json(json!({})))
}

pub(super) async fn leave(
    State(world): State<Arc<World>>,
    Path((bot, group, user)): Path<(i64, i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    let person = member(&world, bot, group, user)?;
    group_of(&person.chat)?.remove(user);
    Ok(Json(json!({})))
}

/// Presses a button of the bot in the group and waits for the answer.
pub(super) async fn press(
    State(world): State<Arc<World>>,
    Path((bot, group, user)): Path<(i64, i64, i64)>,
    Payload(press): Payload<Press>,
) -> Result<Json<PressAnswer>, ControlError> {
    pressed(&member(&world, bot, group, user)?, &press).await
}

/// A member takes the bot out of the group.
pub(super) async fn remove_bot(
    State(world): State<Arc<World>>,
    Path((bot, group, user)): Path<(i64, i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    let update_id = member(&world, bot, group, user)?.set_blocked(true);
    Ok(Json(json!({ "update_id": update_id })))
}

/// A member brings the bot back.
pub(super) async fn add_bot(
    State(world): State<Arc<World>>,
    Path((bot, group, user)): Path<(i64, i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    let update_id = member(&world, bot, group, user)?.set_blocked(false);
    Ok(Json(json!({ "update_id": update_id })))
}
