//! What a person sees and does in a chat.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, Payload, wait_for};
use crate::model::{
    ChatView, Edit, NewAlbum, NewMessage, Press, PressAnswer, Reaction, Sent, SentAlbum,
};
use crate::state::{Bot, CallbackAnswer, Chat, Person, World};

/// How long a press waits for its answer if nothing else is said.
const PRESS_TIMEOUT_MS: u64 = 10_000;

pub(super) fn person(world: &Arc<World>, bot: i64, user: i64) -> Result<Person, ControlError> {
    let bot = super::bots::find(world, bot)?;
    world
        .person(bot, user)
        .ok_or_else(|| ControlError::not_found("user"))
}

#[derive(Debug, Deserialize)]
pub(super) struct AfterChange {
    after_change: Option<u64>,
    timeout_ms: Option<u64>,
}

/// The chat now, or as soon as its change number is greater than `after_change`, or when the time is over.
pub(super) async fn show(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
    Query(query): Query<AfterChange>,
) -> Result<Json<ChatView>, ControlError> {
    let person = person(&world, bot, user)?;
    Ok(Json(seen(&world, &person.bot, &person.chat, &query).await))
}

/// The chat now, or later as the query says.
pub(super) async fn seen(world: &World, bot: &Bot, chat: &Chat, query: &AfterChange) -> ChatView {
    if let Some(after) = query.after_change {
        let mut changed = chat.changed.subscribe();
        // Nothing new in time is an answer too: the chat as it is.
        wait_for(&mut changed, query.timeout_ms, || {
            (chat.with(|state| state.change) > after).then_some(())
        })
        .await;
    }
    chat.view(bot, world.clock.now_us(), 0)
}

pub(super) async fn send(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
    Payload(message): Payload<NewMessage>,
) -> Result<Json<Sent>, ControlError> {
    Ok(Json(person(&world, bot, user)?.send(message)?))
}

pub(super) async fn send_album(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
    Payload(album): Payload<NewAlbum>,
) -> Result<Json<SentAlbum>, ControlError> {
    Ok(Json(person(&world, bot, user)?.send_album(album)?))
}

pub(super) async fn forward(
    State(world): State<Arc<World>>,
    Path((bot, user, message)): Path<(i64, i64, i64)>,
) -> Result<Json<Sent>, ControlError> {
    Ok(Json(person(&world, bot, user)?.forward(message)?))
}

/// The message as the bot would see it.
pub(super) async fn raw(
    State(world): State<Arc<World>>,
    Path((bot, user, message)): Path<(i64, i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    let person = person(&world, bot, user)?;
    let participants = person.chat.participants(&person.bot);
    let rendered = person
        .chat
        .with(|state| state.render(message, &participants));
    rendered
        .map(Json)
        .ok_or_else(|| ControlError::not_found("message"))
}

pub(super) async fn edit(
    State(world): State<Arc<World>>,
    Path((bot, user, message)): Path<(i64, i64, i64)>,
    Payload(edit): Payload<Edit>,
) -> Result<Json<Sent>, ControlError> {
    Ok(Json(person(&world, bot, user)?.edit(message, edit)?))
}

pub(super) async fn delete(
    State(world): State<Arc<World>>,
    Path((bot, user, message)): Path<(i64, i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    person(&world, bot, user)?.delete(message)?;
    Ok(Json(json!({})))
}

pub(super) async fn react(
    State(world): State<Arc<World>>,
    Path((bot, user, message)): Path<(i64, i64, i64)>,
    Payload(reaction): Payload<Reaction>,
) -> Result<Json<Sent>, ControlError> {
    let person = person(&world, bot, user)?;
    Ok(Json(person.react(message, reaction)?))
}

/// Presses a button and waits for what the bot answers.
pub(super) async fn press(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
    Payload(press): Payload<Press>,
) -> Result<Json<PressAnswer>, ControlError> {
    pressed(&person(&world, bot, user)?, &press).await
}

/// The same wherever the person presses it.
pub(super) async fn pressed(
    person: &Person,
    press: &Press,
) -> Result<Json<PressAnswer>, ControlError> {
    let mut pressed = person.press(press)?;
    let wait_ms = press.timeout_ms.unwrap_or(PRESS_TIMEOUT_MS);
    let wait = std::time::Duration::from_millis(wait_ms).min(super::WAIT_MAX);
    let answered = tokio::time::timeout(wait, pressed.answer.wait_for(Option::is_some)).await;
    let answer: Option<CallbackAnswer> = match answered {
        Ok(Ok(answer)) => answer.clone(),
        // The time is over, or the query died unanswered.
        Ok(Err(_)) | Err(_) => None,
    };
    let answered = answer.is_some();
    let answer = answer.unwrap_or_default();
    Ok(Json(PressAnswer {
        callback_query_id: pressed.callback_query_id,
        answered,
        text: answer.text,
        show_alert: answer.show_alert,
        url: answer.url,
    }))
}

pub(super) async fn block(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    let update_id = person(&world, bot, user)?.set_blocked(true);
    Ok(Json(json!({ "update_id": update_id })))
}

pub(super) async fn unblock(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    let update_id = person(&world, bot, user)?.set_blocked(false);
    Ok(Json(json!({ "update_id": update_id })))
}
