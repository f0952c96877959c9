//! Before the database is at this version, the process is alive and not ready: a rollout may start it before `migrate` is done.

use std::sync::Arc;
use std::time::Duration;

use api::ApiState;
use app::clock::SharedClock;
use app::coordination::Coordination;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::wiring::Databases;

/// How often the database is looked at.
const POLL: Duration = Duration::from_millis(500);

/// Answers health and readiness until the database is migrated or `stop` comes; gives a listener on the same address back.
pub(crate) async fn wait(
    databases: &Databases,
    clock: &SharedClock,
    listener: TcpListener,
    stop: &CancellationToken,
) -> anyhow::Result<TcpListener> {
    if databases.are_migrated().await? {
        return Ok(listener);
    }
    tracing::warn!("the database is not at this version yet; waiting for `notalone migrate`");
    let address = listener.local_addr()?;
    let coordination = Coordination::in_process(Arc::clone(clock));
    let state = ApiState::new(
        databases.pool.clone(),
        coordination,
        Arc::new(String::new),
        databases.separate_vault.clone(),
    );
    // Nothing is for browsers yet.
    let routes = api::guarded(api::router(state, None, None), false);
    let closing = CancellationToken::new();
    let serving =
        axum::serve(listener, routes).with_graceful_shutdown(closing.clone().cancelled_owned());
    let serving = tokio::spawn(async move { serving.await });
    while !stop.is_cancelled() && !databases.are_migrated().await? {
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            () = stop.cancelled() => {}
        }
    }
    closing.cancel();
    serving.await??;
    Ok(TcpListener::bind(address).await?)
}
