//! Faults on request.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{ControlError, Payload};
use crate::model::{FaultView, NewFault};
use crate::state::World;

pub(super) async fn list(State(world): State<Arc<World>>) -> Json<Vec<FaultView>> {
    Json(world.faults.list())
}

pub(super) async fn add(
    State(world): State<Arc<World>>,
    Payload(fault): Payload<NewFault>,
) -> Result<(StatusCode, Json<FaultView>), ControlError> {
    if fault.count == 0 {
        return Err(ControlError::invalid("count must be at least 1"));
    }
    Ok((StatusCode::CREATED, Json(world.faults.add(fault))))
}

pub(super) async fn remove(
    State(world): State<Arc<World>>,
    Path(fault): Path<u64>,
) -> Result<Json<Value>, ControlError> {
    if world.faults.remove(Some(fault)) {
        Ok(Json(json!({})))
    } else {
        Err(ControlError::not_found("fault"))
    }
}

pub(super) async fn clear(State(world): State<Arc<World>>) -> Json<Value> {
    world.faults.remove(None);
    Json(json!({}))
}
