//! The control API for tests and the page, under `/control`; see README.md.

mod bots;
mod chats;
mod error;
mod faults;
mod groups;
mod live;
mod requests;
mod stars;
mod users;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, patch, post};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::state::World;
use error::{ControlError, Payload};

/// Media come as base64 in JSON.
const BODY_MAX_BYTES: usize = 70 * 1024 * 1024;
/// The longest a request may wait.
const WAIT_MAX: Duration = Duration::from_mins(2);

pub(crate) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/bots", get(bots::list).post(bots::create))
        .route("/bots/{bot}/updates", post(bots::deliver_raw))
        .route(
            "/bots/{bot}/updates/{update_id}/redeliver",
            post(bots::redeliver),
        )
        .route("/bots/{bot}/retry_now", post(bots::retry_now))
        .route("/bots/{bot}/duplicates", post(bots::duplicate))
        .route("/bots/{bot}/deliveries", get(bots::deliveries))
        .route("/bots/{bot}/idle", get(bots::idle))
        .route("/bots/{bot}/files/{file_id}", get(bots::file))
        .route("/users", get(users::list).post(users::create))
        .route("/users/{user}", get(users::show).patch(users::change))
        .route("/users/{user}/delete_account", post(users::delete_account))
        .route("/chats/{bot}/{user}", get(chats::show))
        .route("/chats/{bot}/{user}/live", get(live::live))
        .route("/chats/{bot}/{user}/messages", post(chats::send))
        .route("/chats/{bot}/{user}/albums", post(chats::send_album))
        .route(
            "/chats/{bot}/{user}/messages/{message}",
            get(chats::raw)
                .merge(patch(chats::edit))
                .merge(delete(chats::delete)),
        )
        .route(
            "/chats/{bot}/{user}/messages/{message}/reactions",
            post(chats::react),
        )
        .route(
            "/chats/{bot}/{user}/messages/{message}/forward",
            post(chats::forward),
        )
        .route("/chats/{bot}/{user}/press", post(chats::press))
        .route("/chats/{bot}/{user}/block", post(chats::block))
        .route("/chats/{bot}/{user}/unblock", post(chats::unblock))
        .route(
            "/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/faults/{fault}", delete(faults::remove))
        .route("/requests", get(requests::list).delete(requests::clear))
        .route("/recording", axum::routing::put(requests::configure))
        .merge(groups_router())
        .merge(stars_router())
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
}

fn groups_router() -> Router<Arc<World>> {
    Router::new()
        .route("/groups/{bot}", post(groups::create))
        .route("/groups/{bot}/{group}", get(groups::show))
        .route(
            "/groups/{bot}/{group}/members/{user}",
            axum::routing::put(groups::join).delete(groups::leave),
        )
        .route(
            "/groups/{bot}/{group}/members/{user}/press",
            post(groups::press),
        )
        .route(
            "/groups/{bot}/{group}/members/{user}/remove_bot",
            post(groups::remove_bot),
        )
        .route(
            "/groups/{bot}/{group}/members/{user}/add_bot",
            post(groups::add_bot),
        )
}

fn stars_router() -> Router<Arc<World>> {
    Router::new()
        .route(
            "/users/{user}/stars",
            get(stars::balance)
                .put(stars::set_balance)
                .post(stars::top_up),
        )
        .route("/chats/{bot}/{user}/invoices", get(stars::invoices))
        .route(
            "/chats/{bot}/{user}/payments",
            get(stars::payments).post(stars::pay),
        )
        .route(
            "/chats/{bot}/{user}/payments/{payment}",
            get(stars::payment),
        )
        .route(
            "/chats/{bot}/{user}/payments/{payment}/complete",
            post(stars::complete),
        )
        .route(
            "/chats/{bot}/{user}/payments/{payment}/cancel",
            post(stars::cancel),
        )
        .route(
            "/bots/{bot}/charges/{charge}/redeliver",
            post(stars::redeliver),
        )
        .route("/bots/{bot}/charges/{charge}/refund", post(stars::refund))
        .route("/bots/{bot}/stars", get(stars::bot_balance))
        .route(
            "/bots/{bot}/transactions",
            get(stars::transactions).post(stars::add_transaction),
        )
        .route(
            "/bots/{bot}/transactions/{transaction}",
            delete(stars::remove_transactions),
        )
}

/// Waits until `ready` gives something or the time is over; `changed` says when to look again.
async fn wait_for<T>(
    changed: &mut watch::Receiver<u64>,
    timeout_ms: Option<u64>,
    mut ready: impl FnMut() -> Option<T>,
) -> Option<T> {
    let wait = Duration::from_millis(timeout_ms.unwrap_or(0)).min(WAIT_MAX);
    let deadline = Instant::now() + wait;
    loop {
        changed.mark_unchanged();
        if let Some(found) = ready() {
            return Some(found);
        }
        let woken = tokio::time::timeout_at(deadline, changed.changed()).await;
        if !matches!(woken, Ok(Ok(()))) {
            return None;
        }
    }
}
