//! A chat over WebSocket: everything at first, then what changed, as it changes.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::response::Response;

use super::ControlError;
use super::chats::person;
use crate::state::{Person, World};

pub(super) async fn live(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ControlError> {
    let person = person(&world, bot, user)?;
    let stop = world.stop.clone();
    Ok(upgrade.on_upgrade(async move |socket| {
        // Either the page left or the server stops; both end the stream.
        let _ended = stop.run_until_cancelled(stream(socket, person)).await;
    }))
}

async fn stream(mut socket: WebSocket, person: Person) {
    let mut changed = person.chat.changed.subscribe();
    let mut since = 0;
    let mut action_until_us = None;
    loop {
        changed.mark_unchanged();
        let now_us = person.world.clock.now_us();
        let view = person.chat.view(&person.bot, now_us, since);
        since = view.change;
        if view.action.is_some() {
            action_until_us = person.chat.with(|state| state.action.as_ref().map(|a| a.1));
        }
        let Ok(json) = serde_json::to_string(&view) else {
            return;
        };
        if socket.send(Message::text(json)).await.is_err() {
            return;
        }
        tokio::select! {
            woken = changed.changed() => if woken.is_err() { return },
            // An action that runs out is a change nobody makes.
            () = expiry(&person.world, action_until_us) => action_until_us = None,
            received = socket.recv() => match received {
                Some(Ok(message)) if !matches!(message, Message::Close(_)) => {}
                _ => return,
            },
        }
    }
}

async fn expiry(world: &World, until_us: Option<i64>) {
    match until_us {
        Some(until_us) => world.clock.sleep_until(until_us).await,
        None => std::future::pending().await,
    }
}
