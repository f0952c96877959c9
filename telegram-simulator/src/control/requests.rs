//! The record of Bot API requests.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Payload, wait_for};
use crate::model::{Recording, RequestRecord};
use crate::record::Filter;
use crate::state::World;

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    bot_id: Option<i64>,
    chat_id: Option<i64>,
    method: Option<String>,
    failed: Option<bool>,
    #[serde(default)]
    after: u64,
    /// Wait until so many match, 1 otherwise.
    at_least: Option<usize>,
    timeout_ms: Option<u64>,
}

pub(super) async fn list(
    State(world): State<Arc<World>>,
    Query(wanted): Query<Wanted>,
) -> Json<Value> {
    let filter = Filter {
        bot_id: wanted.bot_id,
        chat_id: wanted.chat_id,
        method: wanted.method,
        failed: wanted.failed,
        after: wanted.after,
    };
    let mut changed = world.recorder.subscribe();
    let enough = wait_for(&mut changed, wanted.timeout_ms, || {
        let found = world.recorder.find(&filter);
        (found.len() >= wanted.at_least.unwrap_or(1)).then_some(found)
    });
    // Fewer than wanted is an answer too.
    let found = match enough.await {
        Some(found) => found,
        None => world.recorder.find(&filter),
    };
    let records: Vec<&RequestRecord> = found.iter().map(AsRef::as_ref).collect();
    Json(json!(records))
}

pub(super) async fn clear(State(world): State<Arc<World>>) -> Json<Value> {
    world.recorder.clear();
    Json(json!({}))
}

pub(super) async fn configure(
    State(world): State<Arc<World>>,
    Payload(recording): Payload<Recording>,
) -> Json<Value> {
    world.recorder.configure(recording);
    Json(json!({}))
}
