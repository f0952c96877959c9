//! Bots and what is delivered to them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ControlError, Payload, wait_for};
use crate::delivery::{Lane, NewUpdate, start_lane};
use crate::files::FileNumber;
use crate::model::{BotView, DeliveryRecord, Duplicates, NewBot};
use crate::server::BotConfig;
use crate::state::{Bot, World};

pub(super) fn find(world: &World, id: i64) -> Result<Arc<Bot>, ControlError> {
    world.bot(id).ok_or_else(|| ControlError::not_found("bot"))
}

fn view(bot: &Bot) -> BotView {
    let profile = bot.profile.lock().clone();
    BotView {
        id: bot.id,
        first_name: profile.name,
        username: profile.username,
        description: profile.description,
        pending_updates: bot.updates.pending_count(),
        webhook_url: bot.updates.webhook().map(|webhook| webhook.url.clone()),
    }
}

pub(super) async fn list(State(world): State<Arc<World>>) -> Json<Vec<BotView>> {
    let mut bots: Vec<BotView> = world.bots.iter().map(|bot| view(&bot)).collect();
    bots.sort_by_key(|bot| bot.id);
    Json(bots)
}

pub(super) async fn create(
    State(world): State<Arc<World>>,
    Payload(new): Payload<NewBot>,
) -> Result<(StatusCode, Json<BotView>), ControlError> {
    let config = BotConfig {
        token: new.token,
        first_name: new.first_name,
        username: new.username,
    };
    let bot = world
        .bot_of_token(&config.token, Some(&config))
        .ok_or_else(|| ControlError::invalid("the token is not `id:secret` or the id is taken"))?;
    Ok((StatusCode::CREATED, Json(view(&bot))))
}

/// Queues an update as it is given (without `update_id`), for parts the simulator does not make itself.
pub(super) async fn deliver_raw(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
    Payload(update): Payload<Map<String, Value>>,
) -> Result<Json<Value>, ControlError> {
    let bot = find(&world, bot)?;
    let mut parts = update.into_iter().filter(|(key, _)| key != "update_id");
    let (Some((kind, body)), None) = (parts.next(), parts.next()) else {
        return Err(ControlError::invalid("exactly one kind of update expected"));
    };
    let person = body["chat"]["id"]
        .as_i64()
        .or_else(|| body["from"]["id"].as_i64())
        .unwrap_or_default();
    let lane = match kind.as_str() {
        "callback_query" => Lane::Callback(body["from"]["id"].as_i64().unwrap_or_default()),
        "pre_checkout_query" => Lane::PreCheckout(person),
        "message_reaction" => Lane::Reaction(person),
        "my_chat_member" => Lane::Member(person),
        _ => Lane::Chat(person),
    };
    let update = NewUpdate { kind, lane, body };
    let pushed = bot.updates.push(&update, world.clock.now_us());
    let Some((update_id, started)) = pushed else {
        return Ok(Json(json!({ "update_id": null })));
    };
    start_lane(&world, &bot, started);
    Ok(Json(json!({ "update_id": update_id })))
}

pub(super) async fn redeliver(
    State(world): State<Arc<World>>,
    Path((bot, update_id)): Path<(i64, i64)>,
) -> Result<Json<Value>, ControlError> {
    let bot = find(&world, bot)?;
    let started = bot
        .updates
        .push_again(update_id)
        .ok_or_else(|| ControlError::not_found("update"))?;
    start_lane(&world, &bot, started);
    Ok(Json(json!({ "update_id": update_id })))
}

/// What waits for a retry is tried at once.
pub(super) async fn retry_now(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
) -> Result<Json<Value>, ControlError> {
    find(&world, bot)?.updates.retry_now();
    Ok(Json(json!({})))
}

pub(super) async fn duplicate(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
    Payload(duplicates): Payload<Duplicates>,
) -> Result<Json<Value>, ControlError> {
    find(&world, bot)?.updates.duplicate_next(duplicates);
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
pub(super) struct After {
    #[serde(default)]
    after: u64,
    timeout_ms: Option<u64>,
}

/// The attempts to deliver after a number; waits for one if there is none and a time is given.
pub(super) async fn deliveries(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
    Query(query): Query<After>,
) -> Result<Json<Vec<DeliveryRecord>>, ControlError> {
    let bot = find(&world, bot)?;
    let mut changed = bot.updates.subscribe();
    let found = wait_for(&mut changed, query.timeout_ms, || {
        let attempts = bot.updates.attempts(query.after);
        (!attempts.is_empty()).then_some(attempts)
    });
    Ok(Json(found.await.unwrap_or_default()))
}

/// Answers when no update waits any more; 408 if that takes too long.
pub(super) async fn idle(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
    Query(query): Query<After>,
) -> Result<Json<Value>, ControlError> {
    let bot = find(&world, bot)?;
    let mut changed = bot.updates.subscribe();
    let idle = wait_for(&mut changed, query.timeout_ms, || {
        (bot.updates.pending_count() == 0).then_some(())
    });
    match idle.await {
        Some(()) => Ok(Json(json!({ "idle": true }))),
        None => Err(ControlError::timeout("updates are still pending")),
    }
}

/// The bytes of a file, for the page.
pub(super) async fn file(
    State(world): State<Arc<World>>,
    Path((bot, file_id)): Path<(i64, String)>,
) -> Result<Response, ControlError> {
    let missing = || ControlError::not_found("file");
    let number = FileNumber::of_file_id(&file_id, bot).ok_or_else(missing)?;
    let file = world.files.get(number, bot).ok_or_else(missing)?;
    let mime = file
        .mime_type
        .unwrap_or_else(|| "application/octet-stream".to_owned());
    Ok(([(CONTENT_TYPE, mime)], file.bytes).into_response())
}
